INSERT INTO traces (
  no, trace_id, start_ns, end_ns, spans, errors, root_rank, root_start_ns, root_span, root_error, name, service, project,
  services, models, revision, flags, input_tokens, output_tokens, cost, session, session_key, user, user_key, cached_input,
  cache_write, reasoning, audio_input, audio_output, asked_models, received_ns
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25,
  ?26, ?27, ?28, ?29, ?30, ?31)
