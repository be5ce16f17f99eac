SELECT
  no, start_ns, end_ns, spans, errors, root_rank, root_start_ns, root_span, root_error, name, service, project, services, models,
  received_ns, revision, session, session_key, user, user_key, flags, input_tokens, output_tokens, cost, cached_input, cache_write,
  reasoning, audio_input, audio_output, asked_models
FROM traces WHERE trace_id = ?1
