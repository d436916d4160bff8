use super::derives::Ins;

#[cfg_attr(feature = "full", derive(Queryable, Selectable, camshaft::Model))]
#[cfg_attr(
    feature = "full",
    diesel(table_name = crate::schema::users),
    camshaft(unique(email), unique(name, pending), ignore(plan, remove_after = "2020-01-31"))
)]
pub struct User {
    pub id: i32,
    pub email: String,
}

#[cfg_attr(
    all(feature = "full", not(target_family = "wasm")),
    cfg_attr(feature = "writes", derive(Ins), diesel(table_name = crate::schema::users))
)]
pub struct NewUser {
    #[cfg_attr(feature = "full", diesel(column_name = email))]
    pub address: String,
    pub name: String,
}
