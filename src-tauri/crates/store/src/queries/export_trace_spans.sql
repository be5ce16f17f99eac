SELECT s.resource, s.scope, s.chunk, s.pos
FROM traces t JOIN spans s ON s.trace_no = t.no
WHERE t.trace_id = ?1
ORDER BY s.id
