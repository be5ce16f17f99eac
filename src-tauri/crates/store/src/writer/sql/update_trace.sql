UPDATE traces SET
  start_ns = ?3, end_ns = ?4, spans = ?5, errors = ?6, root_rank = ?7, root_start_ns = ?8, root_span = ?9, root_error = ?10,
  name = ?11, service = ?12, project = ?13, services = ?14, models = ?15, input_tokens = ?16, output_tokens = ?17, session = ?18
WHERE no = ?1 AND trace_id = ?2
