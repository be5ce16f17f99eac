SELECT id FROM keys WHERE place = ?1 AND name = ?2
