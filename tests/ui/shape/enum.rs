//! A model is a struct with named fields.

#[derive(camshaft::Model)]
#[camshaft(unique(id))]
pub enum User {
    /// One.
    One,
}

fn main() {}
