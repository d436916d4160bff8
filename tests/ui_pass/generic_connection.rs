//! Code may be generic over the connection by the bound of a relation.

use camshaft::keyed::{Changes, Values};
use camshaft::prelude::*;
use camshaft::{AsyncRelationConnection, RelationConnection};
use camshaft_tests::schema::{user_details, users};
use diesel::dsl::Eq;
use diesel::prelude::*;

#[derive(Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(has_one(detail: Detail, key = user_details::user_id))]
struct User {
    id: i64,
}

#[derive(Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = user_details)]
struct Detail {
    user_id: i64,
    status: Option<String>,
}

#[derive(Clone, Insertable, AsChangeset)]
#[diesel(table_name = user_details)]
struct Status<'a> {
    status: &'a str,
}

type IsSeen = Eq<user_details::status, &'static str>;

fn detail_of<C: RelationConnection<UserHasOneDetail>>(
    user: &User,
    conn: &mut C,
) -> Result<Detail, camshaft::Error> {
    let all = User::detail_of([user]).get_or_create(conn)?;
    assert_eq!(all.rows().len(), 1);
    user.detail().get_or_create(conn)
}

fn with_values<V, C>(user: &User, values: V, conn: &mut C) -> Result<Detail, camshaft::Error>
where
    V: Insertable<user_details::table> + Clone,
    C: RelationConnection<UserHasOneDetail, Values<V>>,
{
    detail_of(user, conn)?;
    user.detail().delete(conn)?;
    user.detail().values(values).get_or_create(conn)
}

fn changed<'a, C>(user: &User, to: Status<'a>, conn: &mut C) -> Result<Detail, camshaft::Error>
where
    C: RelationConnection<UserHasOneDetail, Values<Status<'a>>, Changes<Status<'a>>>,
{
    user.detail().set(to).upsert(conn)
}

fn seen<'a, C>(user: &User, new: Status<'a>, conn: &mut C) -> Result<Detail, camshaft::Error>
where
    C: RelationConnection<UserHasOneDetail, Values<Status<'a>>, Changes<IsSeen>>,
{
    let seen = user_details::status.eq("seen");
    user.detail().values(new).set(seen).upsert(conn)
}

#[expect(dead_code, reason = "it need not run to compile")]
async fn seen_async<C>(user: &User, conn: &mut C) -> Result<Detail, camshaft::Error>
where
    C: AsyncRelationConnection<UserHasOneDetail, Values<IsSeen>, Changes<IsSeen>>,
{
    let seen = user_details::status.eq("seen");
    camshaft::keyed::AsyncUpsertDsl::upsert(user.detail().set(seen), conn).await
}

#[test]
fn it_takes_a_connection_of_sqlite() {
    let conn = &mut crate::database(
        "CREATE TABLE user_details (id INTEGER PRIMARY KEY, user_id BIGINT NOT NULL UNIQUE, status TEXT);",
    );
    let user = User { id: 3 };
    let detail = detail_of(&user, conn).unwrap();
    assert_eq!(detail.user_id, 3);
    let status = |detail: Detail| detail.status.unwrap();
    let new = Status { status: "new" };
    assert_eq!(status(with_values(&user, &new, conn).unwrap()), "new");
    let old = Status { status: "old" };
    assert_eq!(status(changed(&user, old, conn).unwrap()), "old");
    assert_eq!(status(seen(&user, new, conn).unwrap()), "seen");
}
