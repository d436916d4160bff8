//! A model is a struct with named fields.

#[derive(camshaft::Model)]
#[camshaft(unique(id))]
pub union User {
    /// One.
    pub id: i64,
}

fn main() {}
