INSERT INTO chunks (id, received_ns, data) VALUES (?1, ?2, ?3)
