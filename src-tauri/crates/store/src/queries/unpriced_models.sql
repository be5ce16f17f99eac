SELECT coalesce((SELECT value FROM strings WHERE id = s.provider), ''), m.value, count(*) AS calls
FROM calls c JOIN spans s ON s.id = c.id JOIN strings m ON m.id = s.model
WHERE c.counted = 1 AND c.cost IS NULL
GROUP BY s.provider, s.model
ORDER BY calls DESC, m.value
LIMIT ?1
