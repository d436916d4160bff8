#[diesel(table_name = users)]
#[camshaft(unique(index = users_lower_email, name = email_ci))]
struct User {}
