//! SQLite: schema, writer, readers. The only room that holds SQL.
