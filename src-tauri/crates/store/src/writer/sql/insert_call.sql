INSERT INTO calls (
  id, input_tokens, output_tokens, counted, cost, request_model, response, first_token, cached_input, cache_write, reasoning,
  audio_input, audio_output
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
