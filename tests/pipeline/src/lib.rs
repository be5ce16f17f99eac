//! What a user sees, tested from outside: sockets, files, API answers.
