SELECT r.message, r.schema_url, s.message, s.schema_url
FROM resources r, scopes s
WHERE r.id = ?1 AND s.id = ?2
