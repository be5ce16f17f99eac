//! The check and the views against prost: what they read, what they refuse, and that nothing makes them panic.
