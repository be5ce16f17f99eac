SELECT
  l.id, l.time_ns, l.service, l.resource, l.scope, l.chunk, l.pos,
  l.trace_id IS NOT NULL AND EXISTS (SELECT 1 FROM traces t WHERE t.trace_id = l.trace_id),
  l.received_ms
FROM logs l
WHERE /*conditions*/
ORDER BY l.time_ns /*direction*/, l.id /*direction*/
