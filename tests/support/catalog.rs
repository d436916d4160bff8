//! The catalog that `camshaft print-catalog` would print, with every kind of index that proves nothing.

camshaft::catalog! {
    schema = crate::schema;

    postgres {
        table users {
            column id: "bigint" not null default;
            column email: "text" not null;
            column name: "text" not null;
            column nick: "text" not null;
            column tenant_id: "bigint" not null;
            column slug: "text" not null;
            column handle: "citext" not null;
            column code: "text" not null;
            column token: "text" not null;
            column phone: "text" not null;
            column login: "text" not null;
            primary key users_pkey (id);
            unique users_email_key (email);
            index users_name_idx (name);
            unique users_name_slug_key (name, slug);
            unique users_tenant_live_slug_key (tenant_id, slug) where "(deleted_at IS NULL)";
            unique users_handle_key (handle);
            unique users_code_key (code) deferred;
            unique users_token_key (token) invalid;
            unique users_phone_key (phone collate "C");
            unique users_lower_login_key (expr "lower(login)");
        }
        table user_details {
            column id: "bigint" not null default;
            column user_id: "bigint" not null;
            column status: "text";
            primary key user_details_pkey (id);
            unique user_details_user_id_key (user_id);
            foreign key user_details_user_id_fkey (user_id) references users (id) on delete cascade;
        }
        table profiles {
            column id: "bigint" not null default;
            column user_id: "bigint" not null;
            column bio: "text" not null;
            primary key profiles_pkey (id);
            unique profiles_user_id_key (user_id);
        }
        table avatars {
            column id: "bigint" not null default;
            column user_id: "bigint" not null;
            column url: "text" not null;
            primary key avatars_pkey (id);
            unique avatars_user_id_key (user_id);
        }
        table sessions {
            column id: "bigint" not null default;
            column user_id: "bigint" not null;
            primary key sessions_pkey (id);
            index sessions_user_id_idx (user_id);
        }
        table seats {
            column id: "integer" not null default;
            column tenant_id: "bigint" not null;
            column user_id: "bigint" not null;
            primary key seats_pkey (id);
            unique seats_tenant_id_user_id_key (tenant_id, user_id);
        }
        table ledgers {
            column id: "bigint" not null default;
            column number: "text" not null;
            column owner: "text" not null;
            column title: "text" not null;
            primary key ledgers_pkey (id);
            unique ledgers_number_key (number);
            unique ledgers_owner_key (owner) where "(closed_at IS NULL)";
        }
    }

    mysql {
        table articles {
            column id: "bigint" not null default;
            column slug: "varchar(255)" not null;
            column body: "text" not null;
            column title: "varchar(255)" not null;
            column token: "char(36)" not null;
            column "Serial": "int" not null;
            primary key PRIMARY (id);
            unique articles_slug_key (slug);
            unique articles_body_key (body prefix 100);
            unique articles_lower_title_key (expr "lower(`title`)");
            unique articles_token_key (token) invalid;
        }
    }

    sqlite {
        table users {
            column id: "BIGINT" not null default;
            column email: "TEXT" not null;
            column name: "TEXT" not null;
            column nick: "TEXT" not null;
            column tenant_id: "BIGINT" not null;
            column slug: "TEXT" not null;
            column handle: "TEXT" not null;
            column code: "TEXT" not null;
            column token: "TEXT" not null;
            column phone: "TEXT" not null;
            column login: "TEXT" not null;
            primary key (id);
            unique users_email_key (email);
            unique users_nick_key (nick);
            unique users_name_slug_key (name, slug);
            unique users_tenant_live_slug_key (tenant_id, slug) where "deleted_at IS NULL";
            unique users_handle_key (handle);
            unique users_code_key (code);
            unique users_token_key (token);
            unique users_phone_key (phone);
            unique users_lower_login_key (expr "lower(login)");
        }
        table user_details {
            column id: "BIGINT" not null default;
            column user_id: "BIGINT" not null;
            column status: "TEXT";
            primary key (id);
            unique user_details_user_id_key (user_id);
            foreign key (user_id) references users (id) on delete cascade;
        }
        table profiles {
            column id: "BIGINT" not null default;
            column user_id: "BIGINT" not null;
            column bio: "TEXT" not null;
            primary key (id);
            unique profiles_user_id_key (user_id);
        }
        table avatars {
            column id: "BIGINT" not null default;
            column user_id: "BIGINT" not null;
            column url: "TEXT" not null;
            primary key (id);
            unique avatars_user_id_key (user_id);
        }
        table sessions {
            column id: "BIGINT" not null default;
            column user_id: "BIGINT" not null;
            primary key (id);
            index sessions_user_id_idx (user_id);
        }
        table seats {
            column id: "INTEGER" not null default;
            column tenant_id: "BIGINT" not null;
            column user_id: "BIGINT" not null;
            primary key (id);
            unique seats_tenant_id_user_id_key (tenant_id, user_id);
        }
    }
}
