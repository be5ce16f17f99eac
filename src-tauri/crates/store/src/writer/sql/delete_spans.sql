DELETE FROM spans WHERE id IN (SELECT id FROM spans WHERE trace_no = ?1 LIMIT ?2)
RETURNING id, service, model, name
