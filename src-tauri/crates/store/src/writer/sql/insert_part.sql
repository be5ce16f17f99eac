INSERT OR IGNORE INTO trace_parts (kind, value, trace_no) VALUES (?1, ?2, ?3)
