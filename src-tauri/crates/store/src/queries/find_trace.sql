SELECT
  t.no, t.trace_id, t.start_ns, t.end_ns, t.spans, t.errors, t.root_rank, t.root_error, t.name, t.service, t.project,
  t.services, t.models, t.input_tokens, t.output_tokens, t.session, t.received_ns
FROM traces t
WHERE t.trace_id = ?1
