//! A key has the types of its fields.

use camshaft::prelude::*;
use camshaft_tests::schema::seats;
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = seats)]
#[camshaft(unique(tenant_id, user_id))]
pub struct Seat {
    pub tenant_id: i64,
    pub user_id: i64,
}

pub fn run(conn: &mut SqliteConnection) {
    let _ = Seat::by_tenant_id_and_user_id(1, "2").get(conn);
}

fn main() {}
