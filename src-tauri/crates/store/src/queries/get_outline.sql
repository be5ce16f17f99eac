-- By id, so that the rows are read in the order they lie in: by the index alone they would be fetched in the order of their span ids, all
-- over the table. Sorted by start in Rust, which takes a tenth of SQLite's sorter.
SELECT
  span_id, parent_id, start_ns, duration_ns, name, service, kind, status, type, flags, model, detail, input_tokens,
  output_tokens, ticks
FROM spans
WHERE id IN (SELECT id FROM spans INDEXED BY spans_by_trace WHERE trace_no = ?1)
