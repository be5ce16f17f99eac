INSERT INTO col (key, block, data) VALUES (?1, ?2, ?3)
