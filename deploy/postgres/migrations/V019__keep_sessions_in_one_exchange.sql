-- The session service reads and writes a session with one statement, a function, so that a caller waits for one
-- exchange, the server plans nothing anew and no lock outlives the statement.

SET LOCAL lock_timeout = '2s';

-- updated_at is in an index and noted to the minute only, so that most updates leave the indexes alone; used_at is
-- exact. Services of the version before know updated_at alone, so the later of the two counts.
ALTER TABLE session.session_rejected_slots ADD COLUMN used_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE session.session_rejected_slots SET (fillfactor = 70);  -- a row is replaced several times in its call

-- The functions answer with one array of texts. As columns the same would cost the server half as much again: it
-- plans them anew with each statement.

-- {xmin, criteria, offered, refused, offered_at, business_id, began_at, used_at} of a session, then where its phone
-- goes and when that was said; each empty where there is none.
CREATE FUNCTION session.read_session(p_clinic uuid, p_phone text, p_session text) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
  answer text[];
  goes   text[];
BEGIN
  SELECT ARRAY[s.xmin::text, s.criteria, s.offered::text, s.refused::text, s.offered_at::text, s.business_id,
               s.began_at::text, greatest(s.used_at, s.updated_at)::text] INTO answer
    FROM session.session_rejected_slots s
    WHERE s.clinic_id = p_clinic AND s.caller_phone = p_phone AND s.session_id = p_session;
  SELECT ARRAY[p.business_id, p.updated_at::text] INTO goes
    FROM session.preferred_locations p WHERE p.clinic_id = p_clinic AND p.caller_phone = p_phone;
  RETURN coalesce(answer, ARRAY['', '', '', '', '', '', '', '']) || coalesce(goes, ARRAY['', '']);
END
$$;

-- Stores a session if its row still is as whoever asks has read it: p_row_xid and p_read_used_at name that version
-- (null: there was none). A row's xmin alone would not do: a server that crashed gives the numbers of transactions
-- that it lost once more. Answers {kept, xmin}. Where the row is another by now, nothing is stored and the answer is
-- {'', xmin, criteria, ...} as of read_session, for another try; {} where there is no row any more.
--
-- Without p_changed the row stays, so nothing is written where it is as it was read. p_preferred is where the phone
-- goes from now on, unless it is empty; when that was said is noted to the hour.
--
-- The commit does not wait for the disk. Should the server's machine crash, the last moments are lost, and a caller
-- may hear a time twice or be asked once more where they want to go. No booking is made here.
CREATE FUNCTION session.keep_session(
  p_clinic uuid, p_phone text, p_session text, p_row_xid xid, p_read_used_at timestamptz, p_changed boolean,
  p_criteria text, p_offered text[], p_refused text[], p_offered_at timestamptz, p_business text,
  p_began_at timestamptz, p_used_at timestamptz, p_preferred text, p_preferred_at timestamptz) RETURNS text[]
LANGUAGE plpgsql SET lock_timeout = '300ms' AS $$
DECLARE
  -- An assignment, since a statement of its own would cost ten times as much.
  waits   text := set_config('synchronous_commit', 'off', true);
  prefers boolean := false;
  stored  xid;
  answer  text[];
BEGIN
  IF p_preferred <> '' THEN
    prefers := NOT EXISTS (
      SELECT FROM session.preferred_locations p
      WHERE p.clinic_id = p_clinic AND p.caller_phone = p_phone AND p.business_id = p_preferred
        AND p.updated_at > p_preferred_at - interval '1 hour');
  END IF;
  IF p_row_xid IS NULL THEN
    INSERT INTO session.session_rejected_slots AS s
        (clinic_id, caller_phone, session_id, criteria, offered, refused, offered_at, business_id, began_at,
         used_at, updated_at)
      VALUES (p_clinic, p_phone, p_session, p_criteria, p_offered, p_refused, p_offered_at, p_business, p_began_at,
              p_used_at, p_used_at)
      ON CONFLICT DO NOTHING RETURNING s.xmin INTO stored;
  ELSIF p_changed OR prefers THEN
    -- Of two places that are said at once, the one that stays in the row stays as the phone's, too: by this lock.
    UPDATE session.session_rejected_slots s
      SET criteria = p_criteria, offered = p_offered, refused = p_refused, offered_at = p_offered_at,
          business_id = p_business, began_at = p_began_at, used_at = p_used_at,
          updated_at = CASE WHEN s.updated_at BETWEEN p_used_at - interval '1 minute' AND p_used_at
                       THEN s.updated_at ELSE p_used_at END
      WHERE s.clinic_id = p_clinic AND s.caller_phone = p_phone AND s.session_id = p_session
        AND s.xmin = p_row_xid AND greatest(s.used_at, s.updated_at) = p_read_used_at
      RETURNING s.xmin INTO stored;
  ELSE
    SELECT s.xmin INTO stored FROM session.session_rejected_slots s
      WHERE s.clinic_id = p_clinic AND s.caller_phone = p_phone AND s.session_id = p_session
        AND s.xmin = p_row_xid AND greatest(s.used_at, s.updated_at) = p_read_used_at;
  END IF;
  IF stored IS NULL THEN
    SELECT ARRAY['', s.xmin::text, s.criteria, s.offered::text, s.refused::text, s.offered_at::text, s.business_id,
                 s.began_at::text, greatest(s.used_at, s.updated_at)::text] INTO answer
      FROM session.session_rejected_slots s
      WHERE s.clinic_id = p_clinic AND s.caller_phone = p_phone AND s.session_id = p_session;
    RETURN coalesce(answer, ARRAY[]::text[]);
  END IF;
  IF prefers THEN
    INSERT INTO session.preferred_locations (clinic_id, caller_phone, business_id, updated_at)
      VALUES (p_clinic, p_phone, p_preferred, p_preferred_at)
      ON CONFLICT (clinic_id, caller_phone)
      DO UPDATE SET business_id = excluded.business_id, updated_at = excluded.updated_at;
  END IF;
  RETURN ARRAY['kept', stored::text];
END
$$;

-- Keeps how a call ended, unless a report as new is there, and forgets the sessions of that id if p_ends_session. The
-- clinic is the owner of the first of p_numbers that is a clinic's; else, if p_ends_session, the only one that has a
-- session of that id. Answers {its id, whether nothing changed}, or {} where there is none or it is not p_only_clinic
-- (null: any).
CREATE FUNCTION session.record_outcome(
  p_numbers text[], p_session text, p_ends_session boolean, p_only_clinic uuid, p_kind text, p_reported_at timestamptz,
  p_status text, p_success text, p_failure_reason text, p_duration_seconds integer) RETURNS text[]
LANGUAGE plpgsql SET lock_timeout = '900ms' AS $$
DECLARE
  clinic uuid;
  new    boolean;
BEGIN
  SELECT f.clinic_id INTO clinic FROM (
      SELECT o.clinic_id, given.place
      FROM unnest(p_numbers) WITH ORDINALITY AS given (phone_number, place)
      JOIN schedule_cache.number_owners o USING (phone_number)
      UNION ALL
      SELECT (array_agg(DISTINCT s.clinic_id))[1], 1000
      FROM session.session_rejected_slots s
      WHERE s.session_id = p_session AND p_ends_session
      HAVING count(DISTINCT s.clinic_id) = 1
    ) f
    WHERE f.clinic_id = coalesce(p_only_clinic, f.clinic_id)
    ORDER BY f.place LIMIT 1;
  IF NOT FOUND THEN
    RETURN ARRAY[]::text[];
  END IF;
  INSERT INTO session.call_outcomes AS kept
      (clinic_id, session_id, kind, reported_at, status, success, failure_reason, duration_seconds)
    VALUES (clinic, p_session, p_kind, p_reported_at, p_status, p_success, p_failure_reason, p_duration_seconds)
    ON CONFLICT (clinic_id, session_id, kind) DO UPDATE
    SET reported_at = excluded.reported_at, status = excluded.status, success = excluded.success,
        failure_reason = excluded.failure_reason, duration_seconds = excluded.duration_seconds, recorded_at = now()
    WHERE excluded.reported_at > kept.reported_at;
  new := FOUND;
  IF p_ends_session THEN
    DELETE FROM session.session_rejected_slots s WHERE s.session_id = p_session AND s.clinic_id = clinic;
  END IF;
  RETURN ARRAY[clinic::text, CASE WHEN new THEN '' ELSE 'known' END];
END
$$;

REVOKE ALL ON FUNCTION session.read_session(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session.read_session(uuid, text, text) TO frontdesk_session;
REVOKE ALL ON FUNCTION session.keep_session(uuid, text, text, xid, timestamptz, boolean, text, text[], text[],
  timestamptz, text, timestamptz, timestamptz, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session.keep_session(uuid, text, text, xid, timestamptz, boolean, text, text[], text[],
  timestamptz, text, timestamptz, timestamptz, text, timestamptz) TO frontdesk_session;
REVOKE ALL ON FUNCTION session.record_outcome(text[], text, boolean, uuid, text, timestamptz, text, text, text, integer)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session.record_outcome(text[], text, boolean, uuid, text, timestamptz, text, text, text,
  integer) TO frontdesk_session;
