///At most one row for a key: what [`User::by_email_ci`] stands for.
#[allow(dead_code)]
struct UserByEmailCi(::core::marker::PhantomData<fn() -> ()>);
///A connection that [`User::by_email_ci`] works on: a bound for code that is generic over it.
#[allow(dead_code)]
trait UserByEmailCiConn: ::camshaft::private::KeyedConnection<UserByEmailCi> {}
#[automatically_derived]
impl<__C> UserByEmailCiConn for __C
where
    __C: ::camshaft::private::KeyedConnection<UserByEmailCi>,
{}
const _: () = {
    type __Table = users::table;
    const __FACTS: &'static [::camshaft::private::Described] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGET: ::camshaft::private::Target = ::camshaft::private::Target {
        columns: &[],
        index: ::core::option::Option::Some("users_lower_email"),
        predicate: ::core::option::Option::None,
        on: &[],
    };
    #[allow(dead_code)]
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<__Table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const _: () = ::camshaft::private::prove_unique(
        __FACTS,
        &__TARGET,
        "unique(index = users_lower_email)",
    );
    #[automatically_derived]
    impl ::camshaft::private::Relation for UserByEmailCi {
        type Table = __Table;
        type Columns = ::camshaft::private::ExpressionKey<__Table>;
        type Key = (::std::string::String,);
        type Row = User;
        type Creation = ::camshaft::private::Completeness<
            { ::camshaft::private::completeness(__FACTS, &__TARGET, __SCHEMA) },
        >;
        const NAME: &'static ::core::primitive::str = "User::by_email_ci";
        const FACTS: &'static [::camshaft::private::Described] = __FACTS;
        const UNIQUE: ::camshaft::private::UniqueKey = ::camshaft::private::UniqueKey::find(
            __FACTS,
            &__TARGET,
        );
    }
    #[automatically_derived]
    impl<__B> ::camshaft::private::HoldsOn<__B> for UserByEmailCi {}
};
#[automatically_derived]
#[allow(dead_code)]
impl User {
    /**The `User` with this `value`.

At most one, as the unique index `users_lower_email` proves at compile time.

`get` sends one `SELECT`, and nothing is sent before.*/
    fn by_email_ci(
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> ::camshaft::private::Keyed<UserByEmailCi> {
        ::camshaft::private::Keyed::by(
            ::core::option::Option::Some((::core::convert::Into::into(value),)),
        )
    }
}
