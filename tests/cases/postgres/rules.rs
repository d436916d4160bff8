//! Rules, beside which PostgreSQL refuses `ON CONFLICT`.

use camshaft::Error;

use crate::backend::models::User;
use crate::common::new_user;
use crate::common::verify::changed;
use crate::flavour::*;

const RULE: &str = "CREATE RULE tell AS ON INSERT TO user_details DO ALSO NOTIFY details";

fn assert_rules<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Rules {
                table: "user_details",
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "`user_details` has rules for `INSERT` or `UPDATE`, beside which PostgreSQL refuses `ON CONFLICT`: \
         make triggers of the rules"
    );
}

async fn calls_that_create_say_so_at_once() {
    for rule in [
        RULE,
        "CREATE RULE keep AS ON UPDATE TO user_details DO ALSO NOTHING",
    ] {
        let (_database, mut conn) = changed(&[rule]).await;
        let user = new_user(&mut conn, "a").await;
        assert_rules(run!(user.detail().get_or_create(&mut conn)));
        assert_rules(run!(User::detail_of([&user]).get_or_create(&mut conn)));
        assert_rules(run!(User::backfill_detail().run(&mut conn)));
        assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), None);
    }
}

tests![calls_that_create_say_so_at_once];
