SELECT s.value, coalesce(t.traces, 0) AS traces
FROM (SELECT DISTINCT project FROM resources) r
JOIN strings s ON s.id = r.project
LEFT JOIN (SELECT project, count(*) AS traces FROM traces GROUP BY project) t ON t.project = r.project
ORDER BY traces DESC, s.value
