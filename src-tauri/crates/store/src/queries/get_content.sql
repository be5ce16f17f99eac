SELECT s.chunk, s.pos, s.resource, s.scope, s.received_ms, c.counted, c.cost
FROM traces t JOIN spans s ON s.trace_no = t.no LEFT JOIN calls c ON c.id = s.id
WHERE t.trace_id = ?1 AND s.span_id = ?2
