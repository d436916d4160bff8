use camshaft::Model;

#[derive(Model)]
#[camshaft(
    unique(id),
    unique(email, pending),
    unique(name, path: String, name = named, pending),
    unique(expression = "lower(email)", where = "(name IS NULL)", name = bare, pending),
    ignore(age, remove_after = "2020-01-31"),
    ignore(path, remove_after = "2020-02-29"),
    ignore(nick, remove_after = "2999-12-31"),
    ignore(email_of_old),
)]
pub struct User {
    pub id: i32,
}
