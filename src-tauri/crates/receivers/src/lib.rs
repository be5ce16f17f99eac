//! One protocol a file: bytes in, batches out.
