//! Values of any type, as a server sent them: to be sent back, and never looked into.
#![allow(
    clippy::match_wildcard_for_single_variants,
    reason = "how many there are depends on the servers that are compiled in"
)]

use diesel::backend::Backend as DieselBackend;
use diesel::deserialize;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

/// A value of any type.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyValue {
    /// NULL.
    Null,
    /// PostgreSQL: in its binary form; the server finds out the type where it is compared.
    #[cfg(feature = "postgres")]
    Postgres(Bytes),
    /// MySQL: in the form of its type.
    #[cfg(feature = "mysql")]
    Mysql(diesel::mysql::MysqlType, Bytes),
    /// SQLite: an integer.
    #[cfg(feature = "sqlite")]
    Integer(i64),
    /// SQLite: a floating point number.
    #[cfg(feature = "sqlite")]
    Double(f64),
    /// SQLite: a text.
    #[cfg(feature = "sqlite")]
    Text(String),
    /// SQLite: a blob.
    #[cfg(feature = "sqlite")]
    Blob(Vec<u8>),
}

impl AnyValue {
    /// Returns whether it is NULL.
    pub(crate) const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// A value as it was sent.
#[cfg(any(feature = "postgres", feature = "mysql"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes(Vec<u8>);

/// A backend that takes back what it sent.
pub trait SendsBack: DieselBackend {
    /// Returns the value of a field that is not NULL.
    ///
    /// # Errors
    ///
    /// When the value cannot be read.
    fn read(value: Self::RawValue<'_>) -> deserialize::Result<AnyValue>;

    /// Binds a value.
    ///
    /// # Errors
    ///
    /// When the value cannot be serialized.
    fn push<'b>(value: &'b AnyValue, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()>;
}

/// Returns a value of another server, which nobody can make: NULL is one of each.
#[cold]
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
fn of_another_server() -> diesel::result::Error {
    let message = "a value of another server: please report it in camshaft's repository";
    diesel::result::Error::QueryBuilderError(message.into())
}

#[cfg(feature = "postgres")]
mod postgres {
    use std::io::Write as _;

    use diesel::pg::{Pg, PgTypeMetadata};
    use diesel::serialize::{self, IsNull, Output, ToSql};
    use diesel::sql_types::HasSqlType;

    use super::{AnyValue, AstPass, Bytes, QueryResult, SendsBack, deserialize, of_another_server};

    /// A type that the server finds out.
    #[derive(Debug)]
    pub struct Unspecified;

    impl HasSqlType<Unspecified> for Pg {
        fn metadata(_: &mut Self::MetadataLookup) -> PgTypeMetadata {
            PgTypeMetadata::new(0, 0)
        }
    }

    impl ToSql<Unspecified, Pg> for Bytes {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            out.write_all(&self.0)?;
            Ok(IsNull::No)
        }
    }

    impl SendsBack for Pg {
        fn read(value: Self::RawValue<'_>) -> deserialize::Result<AnyValue> {
            Ok(AnyValue::Postgres(Bytes(value.as_bytes().to_owned())))
        }

        fn push<'b>(value: &'b AnyValue, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
            match value {
                AnyValue::Postgres(bytes) => out.push_bind_param::<Unspecified, _>(bytes),
                _ => Err(of_another_server()),
            }
        }
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use std::io::Write as _;

    use diesel::mysql::{Mysql, MysqlType};
    use diesel::serialize::{self, IsNull, Output, ToSql};
    use diesel::sql_types::HasSqlType;

    use super::{AnyValue, AstPass, Bytes, QueryResult, SendsBack, deserialize, of_another_server};

    /// The type at this place of [`TYPES`].
    #[derive(Debug)]
    pub struct Typed<const AT: usize>;

    impl<const AT: usize> HasSqlType<Typed<AT>> for Mysql {
        fn metadata((): &mut ()) -> MysqlType {
            TYPES[AT]
        }
    }

    impl<const AT: usize> ToSql<Typed<AT>, Mysql> for Bytes {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
            out.write_all(&self.0)?;
            Ok(IsNull::No)
        }
    }

    macro_rules! types {
        ($($at:literal $name:ident)+) => {
            const TYPES: &[MysqlType] = &[$(MysqlType::$name),+];

            fn push<'b>(
                sent: MysqlType,
                bytes: &'b Bytes,
                out: &mut AstPass<'_, 'b, Mysql>,
            ) -> QueryResult<()> {
                match sent {
                    $(MysqlType::$name => out.push_bind_param::<Typed<$at>, _>(bytes),)+
                    // BIT, a few bytes, is compared as what it is.
                    _ => out.push_bind_param::<Typed<15>, _>(bytes),
                }
            }
        };
    }
    types! {
        0 Tiny 1 UnsignedTiny 2 Short 3 UnsignedShort 4 Long 5 UnsignedLong 6 LongLong
        7 UnsignedLongLong 8 Float 9 Double 10 Numeric 11 Time 12 Date 13 DateTime 14 Timestamp
        15 Blob 16 String 17 Set 18 Enum
    }

    /// Returns the number of bytes that are the value; diesel-async sends eight for each integer.
    const fn width(sent: MysqlType) -> usize {
        match sent {
            MysqlType::Tiny | MysqlType::UnsignedTiny => 1,
            MysqlType::Short | MysqlType::UnsignedShort => 2,
            MysqlType::Long | MysqlType::UnsignedLong | MysqlType::Float => 4,
            MysqlType::LongLong | MysqlType::UnsignedLongLong | MysqlType::Double => 8,
            _ => usize::MAX,
        }
    }

    impl SendsBack for Mysql {
        fn read(value: Self::RawValue<'_>) -> deserialize::Result<AnyValue> {
            let sent = value.value_type();
            let bytes = value.as_bytes();
            let bytes = bytes.get(..width(sent)).unwrap_or(bytes);
            Ok(AnyValue::Mysql(sent, Bytes(bytes.to_owned())))
        }

        fn push<'b>(value: &'b AnyValue, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
            match value {
                AnyValue::Mysql(sent, bytes) => push(*sent, bytes, out),
                _ => Err(of_another_server()),
            }
        }
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use diesel::sql_types::{BigInt, Binary, Double, Text};
    use diesel::sqlite::{Sqlite, SqliteType};

    use super::{AnyValue, AstPass, QueryResult, SendsBack, deserialize, of_another_server};

    impl SendsBack for Sqlite {
        fn read(mut value: Self::RawValue<'_>) -> deserialize::Result<AnyValue> {
            Ok(match value.value_type() {
                None => AnyValue::Null,
                Some(SqliteType::Text) => AnyValue::Text(value.read_text().to_owned()),
                Some(SqliteType::Binary) => AnyValue::Blob(value.read_blob().to_owned()),
                Some(SqliteType::Float | SqliteType::Double) => {
                    AnyValue::Double(value.read_double())
                }
                Some(SqliteType::Integer | SqliteType::SmallInt | SqliteType::Long) => {
                    AnyValue::Integer(value.read_long())
                }
            })
        }

        fn push<'b>(value: &'b AnyValue, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
            match value {
                AnyValue::Integer(value) => out.push_bind_param::<BigInt, _>(value),
                AnyValue::Double(value) => out.push_bind_param::<Double, _>(value),
                AnyValue::Text(value) => out.push_bind_param::<Text, _>(value),
                AnyValue::Blob(value) => out.push_bind_param::<Binary, _>(value),
                _ => Err(of_another_server()),
            }
        }
    }
}
