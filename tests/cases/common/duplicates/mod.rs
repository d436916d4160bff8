//! Rows that are alike in a key that has no unique index yet.

mod models;

use camshaft::catalog::Backend;
use camshaft::duplicates::{Duplicates, Group, KeyElement, KeySpec};

use crate::backend::{BACKEND, Database, Session, execute};
use crate::flavour::*;
use models::{Contact, Part, Reading, database};

async fn with_emails(emails: &[&str]) -> (Database, Session) {
    let rows: Vec<_> = emails.iter().map(|email| format!("('{email}')")).collect();
    database(&format!(
        "INSERT INTO contacts (email) VALUES {}",
        rows.join(", ")
    ))
    .await
}

/// The keys, with `-` for NULL, the number of rows, and the ids.
fn told<I: Copy>(groups: &[Group<I>]) -> Vec<(String, u64, Vec<I>)> {
    let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    let told = |group: &Group<I>| {
        let key: Vec<_> = group.key.iter().map(part).collect();
        (key.join(","), group.rows, group.ids.clone())
    };
    groups.iter().map(told).collect()
}

fn group<I: Copy>(key: &str, rows: u64, ids: &[I]) -> (String, u64, Vec<I>) {
    (key.to_owned(), rows, ids.to_owned())
}

async fn groups_are_reported_with_their_rows_in_the_order_of_their_keys() {
    let (_database, mut conn) = with_emails(&["c", "a", "b", "c", "a", "c", "d"]).await;
    let groups = run!(Contact::duplicates_by_email().load(&mut conn)).unwrap();
    assert_eq!(
        told(&groups),
        [group("a", 2, &[2, 5]), group("c", 3, &[1, 4, 6])]
    );
    let count = run!(Contact::duplicates_by_email().count(&mut conn)).unwrap();
    assert_eq!((count.groups, count.rows), (2, 5));

    let first = Contact::duplicates_by_email().limit(1);
    let groups = run!(first.load(&mut conn)).unwrap();
    assert_eq!(told(&groups), [group("a", 2, &[2, 5])]);
    let few = Contact::duplicates_by_email().ids(2);
    let groups = run!(few.load(&mut conn)).unwrap();
    assert_eq!(
        told(&groups),
        [group("a", 2, &[2, 5]), group("c", 3, &[1, 4])]
    );
    let none = Contact::duplicates_by_email().limit(0);
    assert!(run!(none.load(&mut conn)).unwrap().is_empty());
}

async fn a_table_without_duplicates_has_none() {
    let (_database, mut conn) = with_emails(&["a", "b"]).await;
    let groups = run!(Contact::duplicates_by_email().load(&mut conn)).unwrap();
    assert!(groups.is_empty());
    let count = run!(Contact::duplicates_by_email().count(&mut conn)).unwrap();
    assert_eq!((count.groups, count.rows), (0, 0));
}

async fn pages_tell_each_group_once_whatever_their_size() {
    let emails: Vec<_> = (0..7).flat_map(|nth| vec![nth; nth]).collect();
    let emails: Vec<_> = emails
        .iter()
        .map(|nth| format!("it''s ? $1 {nth}"))
        .collect();
    let emails: Vec<_> = emails.iter().map(String::as_str).collect();
    let (_database, mut conn) = with_emails(&emails).await;
    let all = run!(Contact::duplicates_by_email().load(&mut conn)).unwrap();
    assert_eq!(all.len(), 5);
    for size in 1..=6 {
        let mut pages = Vec::new();
        let mut duplicates = Contact::duplicates_by_email().page(size);
        while let Some(page) = run!(duplicates.next_page(&mut conn)).unwrap() {
            assert!(!page.is_empty() && page.len() as u64 <= size);
            pages.extend(page);
        }
        assert_eq!(pages, all, "{size}");
        assert_eq!(run!(duplicates.next_page(&mut conn)).unwrap(), None);
        let limited = Contact::duplicates_by_email().page(size).limit(4);
        assert_eq!(run!(limited.load(&mut conn)).unwrap(), all[..4]);
    }
}

/// Whoever resolves each group as it comes still sees all of them.
async fn groups_may_be_resolved_between_pages() {
    let (_database, mut conn) = with_emails(&["a", "b", "c", "a", "b", "c"]).await;
    let mut duplicates = Contact::duplicates_by_email().page(1);
    let mut seen = Vec::new();
    while let Some(page) = run!(duplicates.next_page(&mut conn)).unwrap() {
        let sql = format!(
            "DELETE FROM contacts WHERE id <> {} AND email = '{}'",
            page[0].ids[1],
            page[0].key[0].as_ref().unwrap()
        );
        run!(execute(&mut conn, &sql));
        seen.extend(page);
    }
    assert_eq!(
        told(&seen),
        [
            group("a", 2, &[1, 4]),
            group("b", 2, &[2, 5]),
            group("c", 2, &[3, 6])
        ]
    );
    let left = run!(Contact::duplicates_by_email().count(&mut conn)).unwrap();
    assert_eq!(left.groups, 0);
}

async fn nulls_are_no_duplicates_unless_they_are_declared_so() {
    let rows = "INSERT INTO contacts (tenant_id, slug) VALUES
        (1, NULL), (1, NULL), (1, 'x'), (1, 'x'), (2, NULL), (1, 'y')";
    let (_database, mut conn) = database(rows).await;
    for size in [1, 10] {
        let duplicates = Contact::duplicates_by_tenant_id_and_slug().page(size);
        let groups = run!(duplicates.load(&mut conn)).unwrap();
        assert_eq!(told(&groups), [group("1,x", 2, &[3, 4])], "{size}");
    }
    let count = run!(Contact::duplicates_by_tenant_id_and_slug().count(&mut conn)).unwrap();
    assert_eq!((count.groups, count.rows), (1, 2));

    let nulls = group("-", 3, &[1, 2, 5]);
    let by_slug = [group("x", 2, &[3, 4]), nulls.clone()];
    let both = [group("1,x", 2, &[3, 4]), group("1,-", 2, &[1, 2])];
    let in_order = |[first, second]: [_; 2]| {
        if BACKEND == Backend::Postgres {
            [first, second]
        } else {
            [second, first]
        }
    };
    let (by_slug, both) = (in_order(by_slug), in_order(both));
    for size in [1, 2, 10] {
        let duplicates = Contact::duplicates_by_slug().page(size);
        let groups = run!(duplicates.load(&mut conn)).unwrap();
        assert_eq!(told(&groups), by_slug, "{size}");
        let duplicates = Contact::duplicates_by_both().page(size);
        let groups = run!(duplicates.load(&mut conn)).unwrap();
        assert_eq!(told(&groups), both, "{size}");
    }
    let count = run!(Contact::duplicates_by_slug().count(&mut conn)).unwrap();
    assert_eq!((count.groups, count.rows), (2, 5));
}

async fn keys_of_two_columns_are_walked_in_order() {
    let rows = "INSERT INTO contacts (tenant_id, slug) VALUES (2, 'a'), (1, 'b'), (1, 'a'),
        (1, 'b'), (2, 'a'), (1, 'a'), (10, 'a'), (2, 'c')";
    let (_database, mut conn) = database(rows).await;
    let wanted = [
        group("1,a", 2, &[3, 6]),
        group("1,b", 2, &[2, 4]),
        group("2,a", 2, &[1, 5]),
    ];
    for size in [1, 2, 3, 4] {
        let duplicates = Contact::duplicates_by_tenant_id_and_slug().page(size);
        let groups = run!(duplicates.load(&mut conn)).unwrap();
        assert_eq!(told(&groups), wanted, "{size}");
    }
}

async fn a_predicate_leaves_rows_out() {
    let rows = "INSERT INTO contacts (email, deleted) VALUES
        ('a', 0), ('a', 1), ('b', 0), ('b', 0), ('b', 1), ('c', 1), ('c', 1)";
    let (_database, mut conn) = database(rows).await;
    let duplicates = Contact::duplicates_by_live_email().page(1);
    let groups = run!(duplicates.load(&mut conn)).unwrap();
    assert_eq!(told(&groups), [group("b", 2, &[3, 4])]);
    let count = run!(Contact::duplicates_by_live_email().count(&mut conn)).unwrap();
    assert_eq!((count.groups, count.rows), (1, 2));
}

async fn an_expression_is_the_key() {
    let (_database, mut conn) = with_emails(&["B@x", "a@x", "A@X", "b@x", "c"]).await;
    let wanted = [group("a@x", 2, &[2, 3]), group("b@x", 2, &[1, 4])];
    for size in [1, 10] {
        let duplicates = Contact::duplicates_by_email_in_lower_case().page(size);
        let groups = run!(duplicates.load(&mut conn)).unwrap();
        assert_eq!(told(&groups), wanted, "{size}");
    }
}

/// `general_ci` of MariaDB and `NOCASE` of SQLite know no case, and the former no blanks at the end.
async fn the_servers_collation_decides_what_is_equal() {
    let (_database, mut conn) = with_emails(&["A@x", "a@x", "b", "b ", "c"]).await;
    for size in [1, 10] {
        let duplicates = Contact::duplicates_by_email().page(size);
        let groups = run!(duplicates.load(&mut conn)).unwrap();
        let ids: Vec<_> = groups.iter().map(|group| group.ids.clone()).collect();
        let wanted: &[Vec<i64>] = match BACKEND {
            Backend::Mysql => &[vec![1, 2], vec![3, 4]],
            Backend::Sqlite => &[vec![1, 2]],
            Backend::Postgres => &[],
        };
        assert_eq!(ids, wanted, "{size}");
    }
}

async fn rows_are_identified_by_all_columns_of_their_primary_key() {
    let rows = "INSERT INTO parts (tenant_id, number, serial) VALUES
        (1, 'a', 7), (1, 'b', 8), (2, 'a', 7), (2, 'b', 8), (3, 'a', 9)";
    let (_database, mut conn) = database(rows).await;
    let groups = run!(Part::duplicates_by_serial().page(1).load(&mut conn)).unwrap();
    let ids: Vec<_> = groups.iter().map(|group| &group.ids).collect();
    let id = |tenant: i64, number: &str| (tenant, number.to_owned());
    assert_eq!(
        ids,
        [&vec![id(1, "a"), id(2, "a")], &vec![id(1, "b"), id(2, "b")]]
    );
}

/// The key of a page's last group goes back to the server as it came, whatever its type is.
async fn keys_of_all_types_are_walked() {
    let blob = |digits: &str| match BACKEND {
        Backend::Postgres => format!("'\\x{digits}'::bytea"),
        _ => format!("x'{digits}'"),
    };
    let row = |nth: i32| {
        let digest = blob(&format!("ff{nth:02x}"));
        format!(
            "('2024-05-0{nth} 10:00:00.{nth}25', 0.1 + {nth}, {nth} - 3, {nth}.1234567891, {digest})"
        )
    };
    let rows: Vec<_> = (1..=4).chain(2..=4).map(row).collect();
    let insert = "INSERT INTO readings (at, level, code, amount, digest) VALUES";
    let (_database, mut conn) = database(&format!("{insert} {}", rows.join(", "))).await;
    let wanted = [vec![2, 5], vec![3, 6], vec![4, 7]];
    macro_rules! assert_walked {
        ($($by:ident)+) => {$(
            let groups = run!(Reading::$by().page(1).load(&mut conn)).unwrap();
            let ids: Vec<_> = groups.iter().map(|group| group.ids.clone()).collect();
            assert_eq!(ids, wanted, stringify!($by));
        )+};
    }
    assert_walked! {
        duplicates_by_at duplicates_by_level duplicates_by_code duplicates_by_amount
        duplicates_by_digest
    }
    let groups = run!(Reading::duplicates_by_digest().load(&mut conn)).unwrap();
    let digest = groups[0].key[0].clone().unwrap();
    assert_eq!(digest.trim_start_matches("\\x").to_uppercase(), "FF02");
}

async fn a_table_that_is_known_at_run_time_only_is_searched_too() {
    let rows = "INSERT INTO parts (tenant_id, number, serial) VALUES
        (1, 'a', 7), (1, 'b', 17), (2, 'c', 8), (2, 'd', 9)";
    let (_database, mut conn) = database(rows).await;
    let spec = KeySpec {
        keys: vec![
            KeyElement::Column("tenant_id".to_owned()),
            KeyElement::Expression("serial % 10".to_owned()),
        ],
        predicate: Some("number <> 'd'".to_owned()),
        ..KeySpec::of_columns("parts", ["tenant_id"])
    };
    let primary_key = vec!["tenant_id".to_owned(), "number".to_owned()];
    let duplicates = Duplicates::of(spec, primary_key);
    let groups = run!(duplicates.page(1).load(&mut conn)).unwrap();
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].key, [Some("1".to_owned()), Some("7".to_owned())]);
    assert_eq!(groups[0].ids, [["1", "a"], ["1", "b"]]);
}

tests![
    groups_are_reported_with_their_rows_in_the_order_of_their_keys,
    a_table_without_duplicates_has_none,
    pages_tell_each_group_once_whatever_their_size,
    groups_may_be_resolved_between_pages,
    nulls_are_no_duplicates_unless_they_are_declared_so,
    keys_of_two_columns_are_walked_in_order,
    a_predicate_leaves_rows_out,
    an_expression_is_the_key,
    the_servers_collation_decides_what_is_equal,
    rows_are_identified_by_all_columns_of_their_primary_key,
    keys_of_all_types_are_walked,
    a_table_that_is_known_at_run_time_only_is_searched_too,
];
