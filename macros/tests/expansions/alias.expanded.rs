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
const _: () = {
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<users::table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const __OWN: &'static ::core::primitive::str = <users::name as ::camshaft::private::Column>::NAME;
    ::camshaft::private::prove_alias_is_no_column(
        __SCHEMA,
        __OWN,
        "full_name",
        "users",
        "alias(name as full_name)",
    )
};
