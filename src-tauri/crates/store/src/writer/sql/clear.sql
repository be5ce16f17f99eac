DELETE FROM spans; DELETE FROM calls; DELETE FROM unsettled; DELETE FROM said_by_logs; DELETE FROM traces; DELETE FROM trace_parts; DELETE FROM logs; DELETE FROM metrics;
DELETE FROM instruments; DELETE FROM chunks; DELETE FROM col; DELETE FROM tok; DELETE FROM blocks; DELETE FROM keys;
DELETE FROM resources; DELETE FROM scopes; DELETE FROM strings; DELETE FROM arrivals; DELETE FROM tags; DELETE FROM notes;
UPDATE totals SET value = 0;
