#[diesel(table_name = schema::seats)]
#[camshaft(unique(row, number: i32, name = place))]
pub(crate) struct Seat {
    row: Option<i32>,
}
