SELECT chunk, pos, span_id
FROM logs
WHERE trace_id = ?1
ORDER BY chunk, pos
