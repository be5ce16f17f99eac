INSERT INTO tok (block, data) VALUES (?1, ?2)
