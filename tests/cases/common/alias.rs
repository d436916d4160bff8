//! Columns under other names: queries, writes and keys by them are those of the physical columns.

use diesel::debug_query;
use diesel::dsl::count_star;

use crate::backend::models::User;
use crate::backend::schema::{badges, user_details, users};
use crate::backend::{Backend, Database};
use crate::flavour::*;

/// A rename of `name` at its end, and two under way.
#[derive(Debug, PartialEq, Eq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(
    alias(full_name as name, deprecated = "use `full_name`"),
    alias(full_name as label),
    alias(email as address),
    alias(code as reference),
    unique(address),
    unique(reference),
    has_one(detail: Detail, key = user_details_alias::owner_id),
    has_one(badge: Badge, key = badges_alias::holder, references = users_alias::reference),
    insert,
)]
struct Person {
    id: i64,
    email: String,
    code: String,
    #[diesel(column_name = name)]
    full_name: String,
}

#[derive(Debug, PartialEq, Eq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = user_details)]
#[camshaft(alias(user_id as owner_id), alias(status as state), unique(owner_id))]
struct Detail {
    user_id: i64,
    status: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = badges)]
#[camshaft(alias(user_code as holder))]
struct Badge {
    user_code: String,
}

#[derive(Clone, Insertable, AsChangeset)]
#[diesel(table_name = users)]
struct NewPerson<'a> {
    email: &'a str,
    code: &'a str,
    #[diesel(column_name = name)]
    full_name: &'a str,
}

const ADA: NewPerson<'static> = NewPerson {
    email: "ada@example.com",
    code: "a",
    full_name: "Ada",
};

/// The same SQL with the same binds.
macro_rules! assert_same_query {
    ($left:expr, $right:expr $(,)?) => {
        assert_eq!(
            debug_query::<Backend, _>(&$left).to_string(),
            debug_query::<Backend, _>(&$right).to_string(),
        )
    };
}

async fn queries_by_an_alias_are_those_of_the_column() {
    assert_same_query!(
        users::table
            .select((users_alias::label, users_alias::address))
            .filter(
                users_alias::label
                    .eq("a")
                    .or(users_alias::address.like("b"))
            )
            .order((users_alias::label.desc(), users_alias::address)),
        users::table
            .select((users::name, users::email))
            .filter(users::name.eq("a").or(users::email.like("b")))
            .order((users::name.desc(), users::email)),
    );
    let of_owner = user_details_alias::owner_id.eq(users::id);
    assert_same_query!(
        users::table
            .inner_join(user_details::table.on(of_owner))
            .select((users_alias::label, user_details_alias::state)),
        users::table
            .inner_join(user_details::table.on(user_details::user_id.eq(users::id)))
            .select((users::name, user_details::status)),
    );
    assert_same_query!(
        users::table
            .group_by(users_alias::label)
            .having(count_star().gt(1))
            .select((users_alias::label, count_star())),
        users::table
            .group_by(users::name)
            .having(count_star().gt(1))
            .select((users::name, count_star())),
    );
    let boxed = users::table.into_boxed::<Backend>();
    assert_same_query!(
        boxed
            .filter(users_alias::label.eq("a"))
            .or_filter(users_alias::address.is_not_null())
            .order(users_alias::label),
        users::table
            .into_boxed::<Backend>()
            .filter(users::name.eq("a"))
            .or_filter(users::email.is_not_null())
            .order(users::name),
    );
    #[expect(deprecated, reason = "the old name")]
    let by_old_name = users::table.select(users_alias::name);
    assert_same_query!(by_old_name, users::table.select(users::name));
}

async fn rows_are_written_and_read_by_aliases() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let row = (
        users_alias::address.eq(ADA.email),
        users_alias::reference.eq(ADA.code),
        users_alias::label.eq(ADA.full_name),
    );
    run!(
        diesel::insert_into(users::table)
            .values(row)
            .execute(&mut conn)
    )
    .unwrap();
    let bob = NewPerson {
        email: "bob@example.com",
        code: "b",
        full_name: "Bob",
    };
    run!(
        diesel::insert_into(users::table)
            .values(&bob)
            .execute(&mut conn)
    )
    .unwrap();
    let renamed = diesel::update(users::table.filter(users_alias::address.eq(ADA.email))).set((
        users_alias::label.eq("Ada L."),
        users_alias::reference.eq("al"),
    ));
    assert_eq!(run!(renamed.execute(&mut conn)), Ok(1));
    let moved = NewPerson {
        email: "rob@example.com",
        ..bob.clone()
    };
    let moving = diesel::update(users::table.filter(users_alias::reference.eq(bob.code)));
    assert_eq!(run!(moving.set(&moved).execute(&mut conn)), Ok(1));

    let query = users::table
        .order(users_alias::label)
        .select(Person::as_select());
    let mut people: Vec<Person> = run!(query.load(&mut conn)).unwrap();
    let names: Vec<_> = people.iter().map(|it| it.label().as_str()).collect();
    assert_eq!(names, ["Ada L.", "Bob"]);
    let ada = &mut people[0];
    ada.label_mut().push('!');
    assert_eq!(
        (ada.address().as_str(), ada.reference().as_str()),
        (ADA.email, "al")
    );
    #[expect(deprecated, reason = "the old name")]
    let name = ada.name();
    assert_eq!(name, "Ada L.!");
    assert_eq!(people[1].email, moved.email);
}

async fn an_alias_names_a_key() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let by_address = || Person::by_address(ADA.email);
    let values = (users_alias::reference.eq("a"), users_alias::label.eq("Ada"));
    let created = run!(by_address().values(values).get_or_create_entry(&mut conn)).unwrap();
    assert!(created.is_created());
    let found = run!(by_address().values(&ADA).get_or_create(&mut conn)).unwrap();
    assert_eq!(found, created.into_row());
    let renamed = by_address()
        .values(&ADA)
        .set(users_alias::label.eq("Ada L."));
    let renamed = run!(renamed.upsert(&mut conn)).unwrap();
    assert_eq!((renamed.id, renamed.label().as_str()), (found.id, "Ada L."));
    let by_reference = run!(Person::by_reference("a").get(&mut conn)).unwrap();
    assert_eq!(by_reference, Some(renamed));
    assert_same_query!(by_address(), User::by_email(ADA.email));
}

async fn an_alias_of_another_model_is_the_key_of_its_row() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let insert = Person::insert(&ADA).detail(user_details_alias::state.eq("new"));
    let (ada, detail) = run!(insert.get_result(&mut conn)).unwrap();
    assert_eq!(
        (*detail.owner_id(), detail.state().as_deref()),
        (ada.id, Some("new"))
    );
    let changed = ada.detail().set(user_details_alias::state.eq("done"));
    let changed = run!(changed.upsert(&mut conn)).unwrap();
    let details = run!(Person::detail_of([&ada, &ada]).get(&mut conn)).unwrap();
    let details: Vec<_> = details.iter().collect();
    assert_eq!(details, [Some(&changed), Some(&changed)]);
    let by_owner = run!(Detail::by_owner_id(ada.id).get(&mut conn)).unwrap();
    assert_eq!(by_owner, Some(changed));

    assert_eq!(run!(Person::badge_missing().count(&mut conn)).unwrap(), 1);
    let badge = run!(ada.badge().get_or_create(&mut conn)).unwrap();
    assert_eq!(badge.holder(), "a");
    assert_eq!(run!(Person::badge_missing().count(&mut conn)).unwrap(), 0);
}

async fn a_violation_is_named_by_the_alias() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    run!(
        diesel::insert_into(users::table)
            .values(&ADA)
            .execute(&mut conn)
    )
    .unwrap();
    let again = NewPerson {
        email: "other@example.com",
        ..ADA
    };
    let again = diesel::insert_into(users::table).values(&again);
    let error = run!(again.execute(&mut conn)).unwrap_err();
    let key = Person::unique_violation(&error).unwrap();
    assert_eq!(key, PersonUnique::Reference);
    assert_eq!(
        (key.columns(), key.fields()),
        (&["code"][..], &["code"][..])
    );
}

tests![
    queries_by_an_alias_are_those_of_the_column,
    rows_are_written_and_read_by_aliases,
    an_alias_names_a_key,
    an_alias_of_another_model_is_the_key_of_its_row,
    a_violation_is_named_by_the_alias,
];
