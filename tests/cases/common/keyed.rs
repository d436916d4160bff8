//! Reading, creating and deleting one row.

use super::{assert_details, new_user};
use crate::backend::Database;
use crate::flavour::*;

async fn get_or_create_creates_once_and_finds_then() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let user = new_user(&mut conn, "a").await;
    assert_eq!(run!(user.detail().get(&mut conn)).unwrap(), None);
    let created = run!(user.detail().get_or_create_entry(&mut conn)).unwrap();
    assert!(created.is_created());
    assert_eq!(created.row().user_id, user.id);
    let found = run!(user.detail().get_or_create_entry(&mut conn)).unwrap();
    assert!(!found.is_created());
    assert_eq!(found.into_row(), created.into_row());
    assert_details(&mut conn, 1).await;
}

tests![get_or_create_creates_once_and_finds_then];
