-- A block's range counts, not its rows: duplicates leave gaps at its end that must not be given to others.
SELECT
  coalesce((SELECT first + rows - 1 FROM blocks WHERE signal = 0 ORDER BY first DESC LIMIT 1), 0),
  coalesce((SELECT first + rows - 1 FROM blocks WHERE signal = 1 ORDER BY first DESC LIMIT 1), 0),
  coalesce((SELECT first + rows - 1 FROM blocks WHERE signal = 2 ORDER BY first DESC LIMIT 1), 0),
  coalesce((SELECT max(id) FROM chunks), 0),
  coalesce((SELECT max(no) FROM traces), 0)
