UPDATE traces SET
  start_ns = ?3, end_ns = ?4, spans = ?5, errors = ?6, root_rank = ?7, root_start_ns = ?8, root_error = ?9, name = ?10,
  service = ?11, project = ?12, services = ?13, models = ?14, input_tokens = ?15, output_tokens = ?16, session = ?17
WHERE no = ?1 AND trace_id = ?2
