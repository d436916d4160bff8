#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = crate::schema::users)]
#[camshaft(unique(email), has_one(note: Note, key = notes::user_id))]
pub struct User {
    pub id: i32,
    pub email: String,
}

#[derive(Insertable)]
#[diesel(table_name = crate::schema::users)]
pub struct NewUser<'a> {
    pub email: &'a str,
    pub name: &'a str,
}
