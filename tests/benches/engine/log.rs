//! What calls leave behind on PostgreSQL.

use super::Session;
use super::flavour::RunQueryDsl;
use crate::servers::postgres::number_query;

/// Bytes of the log, row versions that are dead and values of the sequence, since the server or
/// the table began.
pub(super) async fn traces(conn: &mut Session) -> [i64; 3] {
    let queries = [
        "SELECT pg_current_wal_insert_lsn() - '0/0'",
        "SELECT n_tup_upd + n_tup_del FROM pg_stat_user_tables WHERE relname = 'user_details'",
        "SELECT last_value FROM user_details_id_seq",
    ];
    let flush = diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>(
        "(SELECT 1 FROM pg_stat_force_next_flush())",
    ));
    run!(flush.get_result::<i32>(conn)).unwrap();
    let mut traces = [0; 3];
    for (trace, query) in traces.iter_mut().zip(queries) {
        *trace = run!(number_query(query).get_result(conn)).unwrap();
    }
    traces
}
