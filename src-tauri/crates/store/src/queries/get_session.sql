SELECT
  t.start_ns, t.end_ns, t.spans, t.errors, t.user, t.services, coalesce(nullif(t.models, ''), t.asked_models, ''), t.flags, t.input_tokens, t.output_tokens, t.cost,
  t.cached_input, t.cache_write, t.reasoning, t.audio_input, t.audio_output, t.trace_id
FROM traces t
WHERE t.project = ?1 AND t.session = ?2
ORDER BY t.start_ns
