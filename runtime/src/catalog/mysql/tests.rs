//! The answers that only a MySQL server gives, from the documentation of its `information_schema`.

use super::rows::{ActionsRow, ForeignKeyRow, IndexKeyRow, RelationRow, Rows};
use super::{assemble::assemble, index_keys};
use crate::catalog::{Arena, ForeignKey, Index, Key, ReferentialAction};

fn relation(name: &str) -> RelationRow {
    RelationRow {
        name: name.to_owned(),
        is_view: false,
    }
}

fn empty(relations: &[&str]) -> Rows {
    Rows {
        relations: relations.iter().map(|name| relation(name)).collect(),
        columns: Vec::new(),
        index_keys: Vec::new(),
        foreign_keys: Vec::new(),
        actions: Vec::new(),
    }
}

fn index_key(column_name: Option<&str>, expression: Option<&str>) -> IndexKeyRow {
    IndexKeyRow {
        relation: "users".to_owned(),
        index_name: "users_email".to_owned(),
        is_unique: true,
        method: "btree".to_owned(),
        is_visible: true,
        column_name: column_name.map(str::to_owned),
        expression: expression.map(str::to_owned),
        prefix: None,
        is_descending: false,
    }
}

fn only_index(key: IndexKeyRow, assert: impl Fn(&Index<'_>)) {
    let rows = Rows {
        index_keys: vec![key],
        ..empty(&["users"])
    };
    assert(&assemble(&rows, &Arena::new()).tables[0].indexes[0]);
}

fn only_foreign_key(ref_table: &str, rule: &str, assert: impl Fn(&ForeignKey<'_>)) {
    let (relation, name) = ("posts".to_owned(), "posts_fk".to_owned());
    let rows = Rows {
        foreign_keys: vec![ForeignKeyRow {
            relation: relation.clone(),
            name: name.clone(),
            column_name: "user_id".to_owned(),
            ref_schema: String::new(),
            ref_table: ref_table.to_owned(),
            ref_column: "id".to_owned(),
        }],
        actions: vec![ActionsRow {
            relation,
            name,
            on_delete: rule.to_owned(),
            on_update: rule.to_owned(),
        }],
        ..empty(&["Users", "posts"])
    };
    assert(&assemble(&rows, &Arena::new()).tables[1].foreign_keys[0]);
}

#[test]
fn an_expression_loses_the_backslashes_before_its_quotes() {
    let text = r"json_unquote(json_extract(`data`,_utf8mb4\'$.email\'))";
    only_index(index_key(None, Some(text)), |index| {
        let expected = "json_unquote(json_extract(`data`,_utf8mb4'$.email'))";
        assert_eq!(index.keys, [Key::expression(expected)]);
    });
}

#[test]
fn an_invisible_index_is_not_valid() {
    let key = IndexKeyRow {
        is_visible: false,
        ..index_key(Some("email"), None)
    };
    only_index(key, |index| {
        assert!(index.unique && !index.valid && index.ready);
    });
}

#[test]
fn a_foreign_key_finds_its_table_in_another_case() {
    for (written, found) in [
        ("users", "Users"),
        ("Users", "Users"),
        ("posts", "posts"),
        ("gone", "gone"),
    ] {
        only_foreign_key(written, "CASCADE", |key| assert_eq!(key.ref_table, found));
    }
}

#[test]
fn restrict_and_no_action_are_the_same() {
    for (rule, action) in [
        ("RESTRICT", ReferentialAction::NoAction),
        ("NO ACTION", ReferentialAction::NoAction),
        ("CASCADE", ReferentialAction::Cascade),
        ("SET NULL", ReferentialAction::SetNull),
        ("SET DEFAULT", ReferentialAction::SetDefault),
    ] {
        only_foreign_key("Users", rule, |key| {
            assert_eq!((key.on_delete, key.on_update), (action, action));
        });
    }
}

#[test]
fn each_optional_column_takes_the_place_of_its_value() {
    let query = index_keys(["EXPRESSION", "IS_VISIBLE", "IGNORED"].into_iter());
    assert!(query.contains("CAST(EXPRESSION AS CHAR) AS expression"));
    assert!(query.contains("IS_VISIBLE = 'YES' AND IGNORED = 'NO' AS is_visible"));
    assert!(!query.contains("/*"), "{query}");
}
