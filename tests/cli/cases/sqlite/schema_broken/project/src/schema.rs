diesel::table! { users (id) { id } }
