-- By id, so that the rows are read in the order they lie in: by the index alone they would be fetched in the order of their span ids, all
-- over the table. Sorted by start in Rust, which takes a tenth of SQLite's sorter.
SELECT
  s.span_id, s.parent_id, s.start_ns, s.duration_ns, s.name, s.service, s.kind, s.status, s.type, s.flags, s.model, s.detail, s.ticks,
  c.input_tokens, c.output_tokens, c.counted, c.cost, c.first_token
FROM spans s LEFT JOIN calls c ON c.id = s.id
WHERE s.id IN (SELECT id FROM spans INDEXED BY spans_by_trace WHERE trace_no = ?1)
