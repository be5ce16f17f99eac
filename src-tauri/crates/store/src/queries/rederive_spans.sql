SELECT
  s.id, s.trace_no, s.span_id, s.parent_id, s.flags, s.start_ns, s.scope, s.type, s.operation, s.provider, s.model, s.detail, s.chunk,
  s.pos, c.request_model, c.counted, c.cost, c.response, c.first_token, c.input_tokens, c.output_tokens, c.cached_input, c.cache_write,
  c.reasoning, c.audio_input, c.audio_output
FROM spans s LEFT JOIN calls c ON c.id = s.id
WHERE s.id >= ?1 AND s.id < ?2
ORDER BY s.id
