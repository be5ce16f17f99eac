SELECT id FROM resources WHERE hash = ?1
