-- Of model calls (model::SpanType 2): a wrapper's figure would be the sum of several.
SELECT max(c.input_tokens)
FROM calls c
WHERE c.id IN (SELECT id FROM spans WHERE trace_no = ?1 AND type = 2)
