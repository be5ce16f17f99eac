INSERT OR IGNORE INTO arrivals (kind, at_ns, service, client) VALUES (?1, ?2, ?3, ?4)
