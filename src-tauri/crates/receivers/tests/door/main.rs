//! The doors over real sockets: every way in, every refusal, as the clients in the field speak.
mod grpc;
mod world;
