INSERT INTO keys (place, name) VALUES (?1, ?2)
