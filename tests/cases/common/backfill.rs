//! Rows for parents that have none.

use std::sync::{Arc, Mutex};

use super::batch::add_users;
use super::stress::alone;
use super::{assert_details, new_user};
use crate::backend::models::{Account, Passport, User};
use crate::backend::schema::{accounts, passports, user_details};
use crate::backend::{Database, Session, number};
use crate::flavour::*;

async fn missing(conn: &mut Session) -> i64 {
    run!(User::detail_missing().count(conn)).unwrap()
}

async fn parents_without_a_row_get_one() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let users = add_users(&mut conn, 7).await;
    let status = user_details::status.eq("there");
    run!(users[3].detail().values(status).get_or_create(&mut conn)).unwrap();
    assert_eq!(missing(&mut conn).await, 6);
    let reports = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&reports);
    let backfill = User::backfill_detail().batch(3).progress(move |progress| {
        kept.lock()
            .unwrap()
            .push((progress.created, progress.cursor));
    });
    let done = run!(backfill.run(&mut conn)).unwrap();
    assert_eq!((done.created, done.cursor), (6, None));
    let reports = reports.lock().unwrap().clone();
    assert_eq!(reports, [(3, Some((3,))), (6, Some((7,))), (6, None)]);
    assert_eq!(missing(&mut conn).await, 0);
    assert_details(&mut conn, 7).await;
    let again = run!(User::backfill_detail().run(&mut conn)).unwrap();
    assert_eq!(again.created, 0);
}

async fn run_goes_on_after_its_cursor() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    add_users(&mut conn, 5).await;
    let done = run!(User::backfill_detail().after((2,)).run(&mut conn)).unwrap();
    assert_eq!(done.created, 3);
    assert_eq!(missing(&mut conn).await, 2);
    let done = run!(User::backfill_detail().batch(0).run(&mut conn)).unwrap();
    assert_eq!(done.created, 2);
    assert_details(&mut conn, 5).await;
}

async fn values_are_computed_from_each_parent() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let (a, b) = (
        new_user(&mut conn, "a").await,
        new_user(&mut conn, "b").await,
    );
    run!(a.detail().get_or_create(&mut conn)).unwrap();
    let notes = |user: &User| user_details::notes.eq(format!("of {}", user.name));
    let backfill = User::backfill_detail().batch(1).values(notes);
    let done = run!(backfill.run(&mut conn)).unwrap();
    assert_eq!(done.created, 1);
    let detail = run!(b.detail().get(&mut conn)).unwrap().unwrap();
    assert_eq!(detail.notes, "of b");
    assert_details(&mut conn, 2).await;
}

async fn no_parents_are_no_work() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let done = run!(User::backfill_detail().run(&mut conn)).unwrap();
    assert_eq!((done.created, done.cursor), (0, None));
}

async fn keys_of_two_columns_are_walked_in_order() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    for (tenant_id, account) in [(1, "b"), (1, "a"), (2, "a"), (0, "z"), (2, "b")] {
        let account = (
            accounts::tenant_id.eq(tenant_id),
            accounts::number.eq(account),
        );
        let insert = diesel::insert_into(accounts::table).values(account);
        run!(insert.execute(&mut conn)).unwrap();
    }
    let done = run!(Account::backfill_setting().batch(2).run(&mut conn)).unwrap();
    assert_eq!(done.created, 5);
    assert_eq!(
        run!(Account::setting_missing().count(&mut conn)).unwrap(),
        0
    );
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM settings")), 5);
}

async fn parents_whose_key_is_null_need_no_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    for key in [None, Some(user.id)] {
        let insert = diesel::insert_into(passports::table).values(passports::user_id.eq(key));
        run!(insert.execute(&mut conn)).unwrap();
    }
    assert_eq!(
        run!(Passport::holder_detail_missing().count(&mut conn)).unwrap(),
        1
    );
    let done = run!(Passport::backfill_holder_detail().run(&mut conn)).unwrap();
    assert_eq!(done.created, 1);
}

/// Writers create some of the same rows meanwhile: each row is told to one of them.
async fn writers_race_a_backfill() {
    let _alone = alone();
    let database = Arc::new(run!(Database::create()));
    let mut conn = run!(database.connect());
    let users = Arc::new(add_users(&mut conn, 3_000).await);
    let start = Arc::new(Barrier::new(7));
    let writers: Vec<_> = (0..6)
        .map(|writer| {
            let (database, users, start) = (database.clone(), users.clone(), start.clone());
            spawn(async move {
                let mut conn = run!(database.connect());
                run!(start.wait());
                let mut created = 0;
                for user in users.iter().skip(writer).step_by(7).rev() {
                    let entry = run!(user.detail().get_or_create_entry(&mut conn)).unwrap();
                    created += u64::from(entry.is_created());
                }
                created
            })
        })
        .collect();
    run!(start.wait());
    let done = run!(User::backfill_detail().batch(100).run(&mut conn)).unwrap();
    let mut by_writers = 0;
    for writer in writers {
        by_writers += run!(writer.join());
    }
    assert!(done.created > 0 && by_writers > 0, "{done:?}, {by_writers}");
    assert_eq!(done.created + by_writers, 3_000);
    assert_eq!(missing(&mut conn).await, 0);
    assert_details(&mut conn, 3_000).await;
}

tests![
    parents_without_a_row_get_one,
    run_goes_on_after_its_cursor,
    values_are_computed_from_each_parent,
    no_parents_are_no_work,
    keys_of_two_columns_are_walked_in_order,
    parents_whose_key_is_null_need_no_row,
    writers_race_a_backfill,
];
