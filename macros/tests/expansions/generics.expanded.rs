///At most one row for a key: what [`User::by_email`] stands for.
#[allow(dead_code)]
pub struct UserByEmail<T>(
    ::core::marker::PhantomData<fn() -> (T,)>,
)
where
    T: Clone + 'static;
///A connection that [`User::by_email`] works on: a bound for code that is generic over it.
#[allow(dead_code)]
pub trait UserByEmailConn<
    T,
>: ::camshaft::private::KeyedConnection<
        UserByEmail<T>,
    > + ::camshaft::private::CreatesRows<
        UserByEmail<T>,
        ::camshaft::private::NoValues,
    > + ::camshaft::private::BatchConnection<UserByEmail<T>>
where
    T: Clone + 'static,
{}
#[automatically_derived]
impl<__C, T> UserByEmailConn<T> for __C
where
    __C: ::camshaft::private::KeyedConnection<UserByEmail<T>>
        + ::camshaft::private::CreatesRows<UserByEmail<T>, ::camshaft::private::NoValues>
        + ::camshaft::private::BatchConnection<UserByEmail<T>>,
    T: Clone + 'static,
{}
const _: () = {
    type __Table = users::table;
    type __Column0 = users::email;
    const __FACTS: &'static [::camshaft::private::Described] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGET: ::camshaft::private::Target = ::camshaft::private::Target {
        columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
        index: ::core::option::Option::None,
        predicate: ::core::option::Option::None,
        on: &[],
    };
    #[allow(dead_code)]
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<__Table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const _: () = ::camshaft::private::prove_unique(__FACTS, &__TARGET, "unique(email)");
    const _: () = {
        #[allow(unused_imports)]
        use ::camshaft::private::NotText as _;
        ::camshaft::private::prove_compared_as_declared(
            __FACTS,
            <__Column0 as ::camshaft::private::Column>::NAME,
            ::camshaft::private::Declared::<
                ::camshaft::private::DeclaredType<__Column0>,
            >::IS_TEXT,
        )
    };
    #[allow(dead_code)]
    const _: () = {
        fn __key_fits<T>()
        where
            T: Clone + 'static,
        {
            ::camshaft::private::fits::<::std::string::String, __Column0>()
        }
    };
    #[automatically_derived]
    impl<T> ::camshaft::private::Relation for UserByEmail<T>
    where
        T: Clone + 'static,
    {
        type Table = __Table;
        type Columns = (__Column0,);
        type Key = (::std::string::String,);
        type Row = User<'static, T>;
        type Creation = ::camshaft::private::Completeness<
            { ::camshaft::private::completeness(__FACTS, &__TARGET, __SCHEMA) },
        >;
        const NAME: &'static ::core::primitive::str = "User::by_email";
        const FACTS: &'static [::camshaft::private::Described] = __FACTS;
        const UNIQUE: ::camshaft::private::UniqueKey = ::camshaft::private::UniqueKey::find(
            __FACTS,
            &__TARGET,
        );
    }
    #[automatically_derived]
    impl<__B, T> ::camshaft::private::HoldsOn<__B> for UserByEmail<T>
    where
        T: Clone + 'static,
    {}
};
#[automatically_derived]
#[allow(dead_code)]
impl<'a, T: Clone> User<'a, T> {
    /**The `User` with this `email`.

At most one, as the unique index on `users (email)` proves at compile time.

`get` sends
```sql
SELECT .. FROM users WHERE email = ..
```
and `get_or_create` sends, only if there is no row,
```sql
INSERT INTO users (email, ..) VALUES (..) ON CONFLICT (email) DO NOTHING RETURNING ..
```*/
    pub fn by_email(
        email: impl ::core::convert::Into<::std::string::String>,
    ) -> ::camshaft::private::Keyed<UserByEmail<T>> {
        ::camshaft::private::Keyed::by(
            ::core::option::Option::Some((::core::convert::Into::into(email),)),
        )
    }
}
