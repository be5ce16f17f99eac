INSERT INTO said_by_logs (trace_id, revision, session, session_time, user, user_time) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (trace_id) DO UPDATE SET
  revision = excluded.revision, session = excluded.session, session_time = excluded.session_time, user = excluded.user,
  user_time = excluded.user_time
