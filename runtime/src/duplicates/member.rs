//! The rows of a page, and the groups that are made of them.

use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::row::{Field, NamedRow, Row};
use diesel::sql_types::{BigInt, Text};

use super::statement::{ID, NUMBER, ROWS, TEXT};
use crate::dialect::{AnyValue, Dialect, SendsBack};

/// Rows that are equal in a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group<I> {
    /// The key, one text a part: that of one of the rows, as they may differ where the server
    /// takes them for equal. `None` is NULL.
    pub key: Vec<Option<String>>,
    /// The number of rows that have it.
    pub rows: u64,
    /// The primary keys of the first of them, in their order.
    pub ids: Vec<I>,
}

/// A row of a page, but for an id that has a type.
#[derive(Debug)]
pub struct Member {
    rows: i64,
    number: i64,
    /// The texts of the key; only the first member of a group has them.
    texts: Vec<Option<String>>,
    key: Vec<AnyValue>,
    /// The id, where it is wanted as texts.
    pub(super) id: Vec<String>,
}

impl<DB> QueryableByName<DB> for Member
where
    DB: Dialect,
    i64: FromSql<BigInt, DB>,
    String: FromSql<Text, DB>,
{
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        let mut member = Self {
            rows: 0,
            number: 0,
            texts: Vec::new(),
            key: Vec::new(),
            id: Vec::new(),
        };
        for position in 0..row.field_count() {
            let Some(field) = Row::get(row, position) else {
                continue;
            };
            let name = field.field_name().unwrap_or_default().to_owned();
            member.read::<DB>(&name, field.value())?;
        }
        Ok(member)
    }
}

impl Member {
    fn read<DB>(&mut self, name: &str, value: Option<DB::RawValue<'_>>) -> deserialize::Result<()>
    where
        DB: Dialect,
        i64: FromSql<BigInt, DB>,
        String: FromSql<Text, DB>,
    {
        if name == ROWS {
            self.rows = i64::from_nullable_sql(value)?;
        } else if name == NUMBER {
            self.number = i64::from_nullable_sql(value)?;
        } else if name.starts_with(ID) {
            self.id.push(String::from_nullable_sql(value)?);
        } else if self.number != 1 {
            // The first one of its group has said it.
        } else if name.starts_with(TEXT) {
            let text = value.map(String::from_sql).transpose()?;
            self.texts.push(text);
        } else {
            let value = value.map_or(Ok(AnyValue::Null), <DB as SendsBack>::read)?;
            self.key.push(value);
        }
        Ok(())
    }
}

/// Groups of rows that come one group after the other, and the key of the last one.
pub(super) fn grouped<I>(
    members: impl Iterator<Item = (I, Member)>,
) -> (Vec<Group<I>>, Option<Vec<AnyValue>>) {
    let mut groups: Vec<Group<I>> = Vec::new();
    let mut last = None;
    for (id, member) in members {
        match groups.last_mut() {
            Some(group) if member.number > 1 => group.ids.push(id),
            _ => {
                groups.push(Group {
                    key: member.texts,
                    rows: u64::try_from(member.rows).unwrap_or_default(),
                    ids: vec![id],
                });
                last = Some(member.key);
            }
        }
    }
    (groups, last)
}
