UPDATE traces SET
  start_ns = ?3, end_ns = ?4, spans = ?5, errors = ?6, root_rank = ?7, root_start_ns = ?8, root_span = ?9, root_error = ?10,
  name = ?11, service = ?12, project = ?13, services = ?14, models = ?15, revision = ?16, flags = ?17, input_tokens = ?18,
  output_tokens = ?19, cost = ?20, session = ?21, session_key = ?22, user = ?23, user_key = ?24, cached_input = ?25,
  cache_write = ?26, reasoning = ?27, audio_input = ?28, audio_output = ?29, asked_models = ?30
WHERE no = ?1 AND trace_id = ?2
