SELECT
  t.trace_id, s.span_id, s.parent_id, s.name, s.service, s.type, s.kind, s.status, s.start_ns, s.duration_ns, s.model, s.detail,
  c.input_tokens, c.output_tokens, c.counted, c.cost, c.first_token
FROM spans s JOIN traces t ON t.no = s.trace_no LEFT JOIN calls c ON c.id = s.id
WHERE s.id = ?1
