#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = crate::schema::users)]
#[camshaft(unique(email), ignore(plan_limit, remove_after = "2026-06-30"))]
pub struct User {
    pub id: i32,
    pub email: String,
    pub name: String,
}

#[derive(Insertable)]
#[diesel(table_name = crate::schema::users)]
pub struct NewUser<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub nick: Option<&'a str>,
}

pub fn file(conn: &mut SqliteConnection) -> QueryResult<usize> {
    diesel::insert_into(crate::schema::tickets::table)
        .values((tickets::first.eq("a"), tickets::second.eq("b")))
        .execute(conn)
}

pub fn name(conn: &mut SqliteConnection) -> QueryResult<usize> {
    diesel::insert_into(crate::schema::teams::table)
        .values(teams::name.eq("a"))
        .on_conflict(teams::name)
        .do_nothing()
        .execute(conn)
}
