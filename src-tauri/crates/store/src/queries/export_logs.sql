SELECT resource, scope, chunk, pos FROM logs ORDER BY id
