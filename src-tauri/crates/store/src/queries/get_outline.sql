-- A stretch of rows that lie one after another: by the index alone they would be fetched in the order of their span ids, all over the table.
SELECT
  id, span_id, parent_id, start_ns, duration_ns, name, service, kind, status, type, flags, model, detail, ticks
FROM spans
WHERE id BETWEEN ?1 AND ?2
ORDER BY id
