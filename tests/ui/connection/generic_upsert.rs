//! Code that is generic over its connection names the bound of the relation.

use camshaft::prelude::*;
use camshaft_tests::models::User;
use camshaft_tests::schema::user_details::status;
use diesel::{Connection, ExpressionMethods as _};

pub fn run<C: Connection>(user: &User, conn: &mut C) {
    let _ = user.detail().set(status.eq("seen")).upsert(conn);
}

fn main() {}
