#[automatically_derived]
#[allow(dead_code)]
impl User {
    ///The field `full_name` under the name of its column.
    #[deprecated(note = "use `full_name`")]
    pub const fn name(&self) -> &String {
        &self.full_name
    }
    ///The field `full_name` under the name of its column, to be changed.
    #[deprecated(note = "use `full_name`")]
    pub const fn name_mut(&mut self) -> &mut String {
        &mut self.full_name
    }
    ///The column `name` under the name `label`.
    pub const fn label(&self) -> &String {
        &self.full_name
    }
    ///The column `name` under the name `label`, to be changed.
    pub const fn label_mut(&mut self) -> &mut String {
        &mut self.full_name
    }
}
///Columns of `users` under other names, for queries.
#[allow(unused_imports, unreachable_pub)]
#[allow(dead_code, non_camel_case_types, non_upper_case_globals)]
pub mod user_names {
    ///The column `name`.
    #[deprecated(note = "use `full_name`")]
    pub type name = super::users::name;
    ///The column `name`.
    #[deprecated(note = "use `full_name`")]
    pub const name: super::users::name = super::users::name;
    ///The column `name`.
    pub use super::users::name as label;
}
const _: () = {
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<users::table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const __OWN: &'static ::core::primitive::str = <users::name as ::camshaft::private::Column>::NAME;
    ::camshaft::private::prove_alias_is_no_column(
        __SCHEMA,
        __OWN,
        "label",
        "users",
        "alias(full_name as label)",
    )
};
