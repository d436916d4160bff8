#[doc(hidden)]
#[allow(dead_code)]
pub struct UserByEmial;
#[doc(hidden)]
#[allow(dead_code)]
pub trait UserByEmialConn {}
impl<__C: ?::core::marker::Sized> UserByEmialConn for __C {}
const _: () = {
    type __Fault = ::camshaft::private::Fault<
        {
            ::core::compile_error! {
                "`User` has no field for the column `emial`: the column `email` has a similar name; or give its type, as in `unique(emial: String)`"
            }
        },
    >;
    #[automatically_derived]
    #[allow(dead_code)]
    impl User {
        #[doc(hidden)]
        pub fn by_emial(_: impl ::core::marker::Sized) -> __Fault {
            loop {}
        }
    }
};
#[doc(hidden)]
#[allow(dead_code)]
pub struct UserHasOneDetail;
#[doc(hidden)]
#[allow(dead_code)]
pub trait UserDetailConn {}
impl<__C: ?::core::marker::Sized> UserDetailConn for __C {}
const _: () = {
    type __Fault = ::camshaft::private::Fault<
        {
            ::core::compile_error! {
                "unknown option `foreign_key`: there are `key`, `references`, `index`, `where` and `on`"
            }
        },
    >;
    #[automatically_derived]
    #[allow(dead_code)]
    impl User {
        #[doc(hidden)]
        pub fn detail(&self) -> __Fault {
            loop {}
        }
        #[doc(hidden)]
        pub fn detail_of(_: impl ::core::marker::Sized) -> __Fault {
            loop {}
        }
    }
};
