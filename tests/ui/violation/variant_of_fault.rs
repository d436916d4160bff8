//! A declaration at fault has its variant: the fault is the only error.

use camshaft_tests::schema::users;

#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(unique(email, indx = users_email_key))]
pub struct User {
    pub email: String,
}

fn main() {
    let violated = User::unique_violation(&diesel::result::Error::NotFound);
    let _ = matches!(violated, Some(UserUnique::Email));
}
