SELECT
  t.no, t.trace_id, t.start_ns, t.end_ns, t.spans, t.errors, t.root_rank, t.root_error, t.name, t.service, t.project,
  t.services,
  coalesce(nullif(t.models, ''), t.asked_models, ''), t.received_ns, t.flags, t.input_tokens, t.output_tokens, t.cost, t.cached_input, t.cache_write, t.reasoning,
  t.audio_input, t.audio_output, t.session, t.user, /*key*/ AS sort_key
FROM /*traces*/
WHERE /*conditions*/
ORDER BY sort_key /*direction*/, t.no /*direction*/
LIMIT ?
