//! Keys of all shapes and types.

use chrono::NaiveDate;

use super::new_user;
use crate::backend::models::{Account, Blob, Moment, OddRow, Owner, OwnerId, User};
use crate::backend::schema::{accounts, blobs, moments, odd_rows, owners, profiles, settings};
use crate::backend::{Database, number};
use crate::flavour::*;

/// Texts that a statement must not be mistaken for.
const TEXTS: [&str; 9] = [
    "",
    "it's, \"quoted\"",
    "two\nlines\n        deep",
    "$1",
    "?",
    " -- binds: [1, 2]",
    ") VALUES ($1), (",
    "back\\slash",
    "ünïcödé ☃",
];

async fn child_whose_primary_key_is_the_foreign_key() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let profile = run!(user.profile().get_or_create(&mut conn)).unwrap();
    assert_eq!(
        (profile.user_id, profile.bio.as_deref()),
        (user.id, Some("unwritten"))
    );
    let again = user.profile().values(profiles::bio.eq("never used"));
    assert_eq!(run!(again.get_or_create(&mut conn)).unwrap(), profile);
    let batch = run!(User::profile_of([&user]).get_or_create(&mut conn)).unwrap();
    assert_eq!(batch.rows(), [profile]);
}

async fn key_that_refers_to_another_column_than_the_primary_key() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    let badge = run!(user.badge().get_or_create(&mut conn)).unwrap();
    assert_eq!((badge.user_code, badge.level), (user.code.clone(), 0));
    let ghost = User {
        code: "nobody's".to_owned(),
        ..user
    };
    let error = run!(ghost.badge().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            camshaft::Error::ParentMissing {
                table: "badges",
                parent: "users",
                ..
            }
        ),
        "{error:?}"
    );
}

async fn composite_key() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let mut made = Vec::new();
    for (tenant_id, number) in [(1, "x"), (1, "y"), (2, "x")] {
        let account = Account {
            tenant_id,
            number: number.to_owned(),
        };
        run!(
            diesel::insert_into(accounts::table)
                .values(&account)
                .execute(&mut conn)
        )
        .unwrap();
        let setting = run!(account.setting().get_or_create(&mut conn)).unwrap();
        assert_eq!(
            (setting.tenant_id, setting.account_number.as_str()),
            (tenant_id, number)
        );
        made.push(account);
    }
    assert_eq!(run!(number(&mut conn, "SELECT count(*) FROM settings")), 3);
    let found = run!(Account::by_tenant_id_and_number(2, "x").get(&mut conn)).unwrap();
    assert_eq!(found.as_ref(), Some(&made[2]));
    assert_eq!(
        run!(Account::by_tenant_id_and_number(2, "y").get(&mut conn)).unwrap(),
        None
    );
    let ghost = Account {
        tenant_id: 2,
        number: "y".to_owned(),
    };
    let error = run!(ghost.setting().get_or_create(&mut conn)).unwrap_err();
    assert!(
        matches!(
            error,
            camshaft::Error::ParentMissing {
                parent: "accounts",
                ..
            }
        ),
        "{error:?}"
    );
}

async fn composite_keys_in_a_batch() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let keys = [(1, "x"), (2, "x"), (1, "y"), (1, "x")];
    let accounts = keys.map(|(tenant_id, number)| Account {
        tenant_id,
        number: number.to_owned(),
    });
    for account in &accounts[..3] {
        let insert = diesel::insert_into(accounts::table).values(account.clone());
        run!(insert.execute(&mut conn)).unwrap();
    }
    let light = settings::theme.eq("dark");
    run!(accounts[1].setting().values(light).get_or_create(&mut conn)).unwrap();
    let batch = run!(Account::setting_of(&accounts).get_or_create(&mut conn)).unwrap();
    let themes: Vec<&str> = batch.iter().map(|setting| setting.theme.as_str()).collect();
    assert_eq!(themes, ["light", "dark", "light", "light"]);
    for (account, setting) in accounts.iter().zip(&batch) {
        assert_eq!(account.tenant_id, setting.tenant_id);
        assert_eq!(account.number, setting.account_number);
    }
    assert_eq!(batch.rows().len(), 3);
}

async fn text_keys_of_a_type_of_their_own() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let all = TEXTS.map(|text| Owner {
        id: OwnerId(text.to_owned()),
    });
    for owner in &all {
        let insert = diesel::insert_into(owners::table).values(owner.clone());
        run!(insert.execute(&mut conn)).unwrap();
    }
    for owner in &all {
        let created = run!(owner.wallet().get_or_create_entry(&mut conn)).unwrap();
        assert!(created.is_created());
        assert_eq!(created.row().owner_id, owner.id);
        let found = run!(owner.wallet().get_or_create_entry(&mut conn)).unwrap();
        assert_eq!(found.row(), created.row());
    }
    let batch = run!(Owner::wallet_of(&all).get(&mut conn)).unwrap();
    assert!(
        all.iter()
            .zip(&batch)
            .all(|(owner, wallet)| wallet.unwrap().owner_id == owner.id)
    );
}

async fn keys_of_bytes() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    for digest in [vec![], vec![0], vec![0, 0xff, b'\'', b'"'], vec![7; 300]] {
        let created = run!(Blob::by_digest(digest.clone()).get_or_create_entry(&mut conn)).unwrap();
        assert!(created.is_created());
        let same = (blobs::digest.eq(digest.clone()), blobs::size.eq(5));
        let found = run!(
            Blob::by_digest(digest.as_slice())
                .values(same)
                .get_or_create(&mut conn)
        );
        assert_eq!(found.unwrap(), Blob { digest, size: 0 });
    }
}

async fn keys_that_are_points_in_time() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    for at in [
        day.and_hms_opt(0, 0, 0).unwrap(),
        day.and_hms_opt(23, 59, 59).unwrap(),
        day.and_hms_micro_opt(1, 2, 3, 456_789).unwrap(),
    ] {
        let values = (moments::at.eq(at), moments::note.eq("n"));
        let by_time = || Moment::by_at(at).values(values);
        assert!(
            run!(by_time().get_or_create_entry(&mut conn))
                .unwrap()
                .is_created()
        );
        let found = run!(by_time().get_or_create_entry(&mut conn)).unwrap();
        assert!(!found.is_created());
        assert_eq!(
            found.into_row(),
            Moment {
                at,
                note: "n".to_owned()
            }
        );
    }
}

async fn key_column_with_a_name_that_needs_quotes() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let values = (odd_rows::kind.eq("k"), odd_rows::odd_key.eq(5));
    let by_key = || OddRow::by_odd_key(5).values(values);
    assert!(
        run!(by_key().get_or_create_entry(&mut conn))
            .unwrap()
            .is_created()
    );
    let found = run!(by_key().get_or_create_entry(&mut conn)).unwrap();
    assert_eq!(
        found.into_row(),
        OddRow {
            odd_key: 5,
            kind: Some("k".to_owned())
        }
    );
    assert!(run!(OddRow::by_odd_key(5).delete(&mut conn)).unwrap());
}

tests![
    child_whose_primary_key_is_the_foreign_key,
    key_that_refers_to_another_column_than_the_primary_key,
    composite_key,
    composite_keys_in_a_batch,
    text_keys_of_a_type_of_their_own,
    keys_of_bytes,
    keys_that_are_points_in_time,
    key_column_with_a_name_that_needs_quotes,
];
