SELECT
  t.trace_id, s.span_id, s.parent_id, s.name, s.service, s.type, s.kind, s.status, s.start_ns, s.duration_ns, s.model, s.detail,
  s.input_tokens, s.output_tokens
FROM spans s JOIN traces t ON t.no = s.trace_no
WHERE s.id = ?1
