SELECT resource, scope, chunk, pos FROM metrics ORDER BY id
