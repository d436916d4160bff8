#[diesel(table_name = users)]
#[camshaft(unique(email))]
pub struct User<'a, T: Clone> {
    email: &'a str,
    extra: T,
}
