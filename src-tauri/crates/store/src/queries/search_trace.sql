SELECT s.chunk, s.pos, s.span_id
FROM spans s
WHERE s.trace_no = ?1
ORDER BY s.chunk, s.pos
