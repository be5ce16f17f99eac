-- The first span of each resource: SQLite takes the other columns from the row that has the minimum.
SELECT s.span_id, min(s.start_ns), r.message
FROM spans s JOIN resources r ON r.id = s.resource
WHERE s.trace_no = ?1
GROUP BY s.resource
