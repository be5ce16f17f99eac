SELECT s.value, coalesce((SELECT count(*) FROM trace_parts p WHERE p.kind = 0 AND p.value = r.service), 0) AS traces
FROM (SELECT DISTINCT service FROM resources) r
JOIN strings s ON s.id = r.service
ORDER BY traces DESC, s.value
