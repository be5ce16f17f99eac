SELECT
  span_id, parent_id, start_ns, duration_ns, name, service, kind, status, type, flags, model, detail, input_tokens,
  output_tokens, ticks
FROM spans
WHERE trace_no = ?1
ORDER BY start_ns, id
