INSERT INTO logs (id, time_ns, severity, service, resource, scope, event, trace_id, span_id, received_ms, chunk, pos)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
