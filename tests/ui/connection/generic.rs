//! Code that is generic over its connection names the bound of the relation.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use diesel::Connection;

pub fn run<C: Connection>(user: &User, conn: &mut C) {
    let _ = user.detail().get_or_create(conn);
}

fn main() {}
