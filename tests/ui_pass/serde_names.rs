//! A field that serde reads by both of its names, whatever else its attributes say.

use camshaft_tests::schema::users;
use serde::{Deserialize, Serialize};

/// At the beginning of a rename.
#[derive(Deserialize, Serialize, diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[serde(deny_unknown_fields, bound(deserialize = ""), expecting = "a, user")]
#[camshaft(alias(name as full_name, serde), alias(email as mail, serde))]
struct Before {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[serde(alias = "title", alias = "full_name")]
    name: String,
    #[serde(rename(serialize = "email", deserialize = "mail"), alias = "email")]
    email: String,
    #[serde(skip, default = "one")]
    id: i64,
}

const fn one() -> i64 {
    1
}

/// At its end, with names in another style.
#[derive(Deserialize, diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[serde(rename_all(deserialize = "camelCase"))]
#[camshaft(
    alias(full_name as name, serde, deprecated = "use `full_name`"),
    alias(name as full_name, serde),
    alias_module = none
)]
struct After {
    #[diesel(column_name = name)]
    #[serde(alias = "name")]
    full_name: String,
}

/// Its name is another one, and the alias is accepted beside it.
#[derive(Deserialize, diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
#[camshaft(alias(name as full_name, serde), alias_module = none)]
struct Renamed {
    #[serde(rename = "label", alias = "FULL-NAME")]
    name: String,
}

#[test]
fn both_names_are_read() {
    for text in [
        r#"{"name": "a", "email": "b"}"#,
        r#"{"full_name": "a", "mail": "b"}"#,
    ] {
        let user: Before = serde_json::from_str(text).unwrap();
        assert_eq!(
            (user.id, user.full_name().as_str(), user.mail().as_str()),
            (1, "a", "b")
        );
        let text = serde_json::to_string(&user).unwrap();
        assert_eq!(text, r#"{"name":"a","email":"b"}"#);
    }
    for text in [r#"{"name": "a"}"#, r#"{"fullName": "a"}"#] {
        let user: After = serde_json::from_str(text).unwrap();
        assert_eq!(user.full_name, "a");
    }
    for text in [r#"{"label": "a"}"#, r#"{"FULL-NAME": "a"}"#] {
        let user: Renamed = serde_json::from_str(text).unwrap();
        assert_eq!(user.name, "a");
    }
}
