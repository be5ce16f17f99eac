SELECT id FROM scopes WHERE hash = ?1
