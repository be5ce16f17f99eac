INSERT INTO metrics (id, instrument, resource, scope, first_ns, last_ns, points, chunk, pos)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
