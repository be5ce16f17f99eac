INSERT INTO instruments (hash, service, scope_name, name, unit, description, kind, points, first_ns, last_ns)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (hash) DO UPDATE SET
  points = points + excluded.points,
  first_ns = min(first_ns, excluded.first_ns),
  last_ns = max(last_ns, excluded.last_ns),
  description = CASE WHEN excluded.description = '' THEN description ELSE excluded.description END
RETURNING id
