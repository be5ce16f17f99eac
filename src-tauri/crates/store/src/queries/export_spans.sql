SELECT resource, scope, chunk, pos FROM spans ORDER BY id
