//! A model is a struct with named fields.

#[derive(camshaft::Model)]
#[camshaft(unique(id))]
pub struct User;

fn main() {}
