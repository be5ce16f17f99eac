INSERT INTO resources (hash, service, project, schema_url, message) VALUES (?1, ?2, ?3, ?4, ?5)
