SELECT id, first, rows FROM blocks WHERE signal = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1
