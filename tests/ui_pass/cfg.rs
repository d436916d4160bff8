//! A section may be compiled in or not.

mod schema {
    diesel::table! {
        /// Notes.
        notes (id) {
            /// The key.
            id -> BigInt,
            /// A text.
            slug -> Text,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = crate::cfg::schema;
        #[cfg(not(test))]
        postgres {
            table notes {
                column id: "bigint" not null default;
                column slug: "text" not null;
                primary key notes_pkey (id);
            }
        }
        #[cfg(test)]
        sqlite {
            table notes {
                column id: "BIGINT" not null default;
                column slug: "TEXT" not null;
                primary key (id);
                unique notes_slug_key (slug);
            }
        }
    }

    #[test]
    fn only_the_section_of_this_build_is_there() {
        let backends: Vec<_> = CATALOG.iter().map(|catalog| catalog.backend).collect();
        assert_eq!(backends, [camshaft::catalog::Backend::Sqlite]);
    }
}

// PostgreSQL, which is not compiled in, lacks the index.
#[derive(diesel::Selectable, camshaft::Model)]
#[diesel(table_name = schema::notes)]
#[camshaft(unique(slug))]
#[allow(dead_code, reason = "never loaded")]
struct Note {
    slug: String,
}

#[test]
fn the_accessor_exists() {
    assert!(crate::sql(&Note::by_slug("a")).ends_with("`slug` = ?"));
}
