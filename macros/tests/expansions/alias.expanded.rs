#[automatically_derived]
#[allow(dead_code)]
impl User {
    ///The column `name` under the name `full_name`.
    pub const fn full_name(&self) -> &String {
        &self.name
    }
    ///The column `name` under the name `full_name`, to be changed.
    pub const fn full_name_mut(&mut self) -> &mut String {
        &mut self.name
    }
}
///Columns of `users` under other names, for queries.
#[allow(unused_imports, unreachable_pub)]
pub mod users_alias {
    ///The column `name`.
    pub use super::users::name as full_name;
}
