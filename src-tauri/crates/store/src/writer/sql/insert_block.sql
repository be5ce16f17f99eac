INSERT INTO blocks (signal, first, rows, chunk, t0, t1, revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
