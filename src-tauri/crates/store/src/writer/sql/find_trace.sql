SELECT
  no, start_ns, end_ns, spans, errors, root_rank, root_start_ns, root_span, root_error, name, service, project, services, models,
  input_tokens, output_tokens, session, received_ns
FROM traces WHERE trace_id = ?1
