INSERT OR IGNORE INTO spans (
  id, trace_no, span_id, parent_id, start_ns, duration_ns, name, service, resource, scope, kind, status, type, flags,
  operation, provider, model, detail, ticks, received_ms, chunk, pos
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
