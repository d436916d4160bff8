#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = crate::schema::users)]
#[camshaft(unique(email), ignore(plan_limit), has_one(ticket: Ticket, key = tickets::id))]
pub struct User {
    pub id: i32,
    pub email: String,
}

#[derive(Insertable)]
#[diesel(table_name = crate::schema::users, treat_none_as_default_value = false)]
pub struct NewUser<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub note: Option<&'a str>,
}
