SELECT resource, scope, chunk, pos FROM logs WHERE trace_id = ?1 ORDER BY id
