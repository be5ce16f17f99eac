-- By id: see get_outline.sql.
SELECT
  s.id, s.span_id, s.parent_id, s.start_ns, s.duration_ns, s.scope, s.operation, s.provider, s.model, s.type, c.counted, c.cost,
  c.request_model, c.response, c.input_tokens, c.output_tokens, c.cached_input, c.cache_write, c.reasoning, c.audio_input,
  c.audio_output
FROM spans s LEFT JOIN calls c ON c.id = s.id
WHERE s.id IN (SELECT id FROM spans INDEXED BY spans_by_trace WHERE trace_no = ?1)
