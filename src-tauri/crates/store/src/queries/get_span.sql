SELECT c.data, s.pos, s.resource, s.scope, s.received_ms
FROM traces t JOIN spans s ON s.trace_no = t.no JOIN chunks c ON c.id = s.chunk
WHERE t.trace_id = ?1 AND s.span_id = ?2
