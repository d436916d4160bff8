#[diesel(table_name = users)]
#[camshaft(unique(all), unique(email, name = none))]
struct User {
    email: String,
}
