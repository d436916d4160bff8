//! A backend that camshaft does not speak is one readable error.

use camshaft::prelude::*;
use camshaft_tests::schema::articles;
use diesel::connection::LoadConnection;
use diesel::prelude::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = articles)]
#[camshaft(unique(slug))]
pub struct Article {
    pub id: i64,
    pub slug: String,
}

pub fn read<C: LoadConnection<Backend = diesel::mysql::Mysql>>(conn: &mut C) {
    let _ = Article::by_slug("a").get(conn);
}

fn main() {}
