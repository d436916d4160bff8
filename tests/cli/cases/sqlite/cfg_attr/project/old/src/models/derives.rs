pub use diesel::prelude::Insertable as Ins;
