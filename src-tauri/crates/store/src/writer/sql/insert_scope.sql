INSERT INTO scopes (hash, name, schema_url, message) VALUES (?1, ?2, ?3, ?4)
