-- The session service reads and writes a session with one statement, a function, so that a caller waits for one
-- exchange, the server plans nothing anew and no lock outlives the statement.

SET LOCAL lock_timeout = '2s';

-- updated_at is in an index and noted to the minute only, so that most updates leave the indexes alone; used_at is
-- exact. Services of the version before know updated_at alone, so the later of the two counts.
ALTER TABLE session.session_rejected_slots ADD COLUMN used_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE session.session_rejected_slots SET (fillfactor = 70);  -- a row is replaced several times in its call

-- A session, and where its phone goes; nulls where there is none. row_xid and used_at name this version of the row.
CREATE FUNCTION session.read_session(
  p_clinic uuid, p_phone text, p_session text,
  OUT row_xid xid, OUT criteria text, OUT offered text[], OUT refused text[], OUT offered_at timestamptz,
  OUT business_id text, OUT began_at timestamptz, OUT used_at timestamptz,
  OUT preferred text, OUT preferred_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT s.xmin, s.criteria, s.offered, s.refused, s.offered_at, s.business_id, s.began_at,
         greatest(s.used_at, s.updated_at)
    INTO row_xid, criteria, offered, refused, offered_at, business_id, began_at, used_at
    FROM session.session_rejected_slots s
    WHERE s.clinic_id = p_clinic AND s.caller_phone = p_phone AND s.session_id = p_session;
  SELECT p.business_id, p.updated_at INTO preferred, preferred_at
    FROM session.preferred_locations p WHERE p.clinic_id = p_clinic AND p.caller_phone = p_phone;
END
$$;

-- Stores a session if it still is as whoever asks has read it: row_xid and used_at of that (null: there was none).
-- Else nothing is stored, kept is false and the answer is what there is now (row_xid null: nothing), for another try.
-- A row's xmin alone would not do: a server that crashed gives the numbers of transactions that it lost once more.
--
-- Without p_changed the row stays, so nothing is written where it is as it was read. p_preferred is where the phone
-- goes from now on, unless it is empty; when that was said is noted to the hour.
--
-- The commit does not wait for the disk. Should the server's machine crash, the last moments are lost, and a caller
-- may hear a time twice or be asked once more where they want to go. No booking is made here.
CREATE FUNCTION session.keep_session(
  p_clinic uuid, p_phone text, p_session text, p_row_xid xid, p_read_used_at timestamptz, p_changed boolean,
  p_criteria text, p_offered text[], p_refused text[], p_offered_at timestamptz, p_business text,
  p_began_at timestamptz, p_used_at timestamptz, p_preferred text, p_preferred_at timestamptz,
  OUT kept boolean, OUT row_xid xid, OUT criteria text, OUT offered text[], OUT refused text[],
  OUT offered_at timestamptz, OUT business_id text, OUT began_at timestamptz, OUT used_at timestamptz)
LANGUAGE plpgsql SET lock_timeout = '300ms' AS $$
DECLARE
  -- Two places that are said at once: the order of the two writes of one is that of the other, by the row's lock.
  prefers CONSTANT boolean := p_preferred <> '' AND NOT EXISTS (
    SELECT FROM session.preferred_locations p
    WHERE p.clinic_id = p_clinic AND p.caller_phone = p_phone AND p.business_id = p_preferred
      AND p.updated_at > p_preferred_at - interval '1 hour');
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  IF p_row_xid IS NULL THEN
    INSERT INTO session.session_rejected_slots AS s
        (clinic_id, caller_phone, session_id, criteria, offered, refused, offered_at, business_id, began_at,
         used_at, updated_at)
      VALUES (p_clinic, p_phone, p_session, p_criteria, p_offered, p_refused, p_offered_at, p_business, p_began_at,
              p_used_at, p_used_at)
      ON CONFLICT DO NOTHING RETURNING s.xmin INTO row_xid;
  ELSIF p_changed OR prefers THEN
    UPDATE session.session_rejected_slots s
      SET criteria = p_criteria, offered = p_offered, refused = p_refused, offered_at = p_offered_at,
          business_id = p_business, began_at = p_began_at, used_at = p_used_at,
          updated_at = CASE WHEN s.updated_at BETWEEN p_used_at - interval '1 minute' AND p_used_at
                       THEN s.updated_at ELSE p_used_at END
      WHERE s.clinic_id = p_clinic AND s.caller_phone = p_phone AND s.session_id = p_session
        AND s.xmin = p_row_xid AND greatest(s.used_at, s.updated_at) = p_read_used_at
      RETURNING s.xmin INTO row_xid;
  ELSE
    SELECT s.xmin INTO row_xid FROM session.session_rejected_slots s
      WHERE s.clinic_id = p_clinic AND s.caller_phone = p_phone AND s.session_id = p_session
        AND s.xmin = p_row_xid AND greatest(s.used_at, s.updated_at) = p_read_used_at;
  END IF;
  kept := FOUND;
  IF NOT kept THEN
    SELECT s.xmin, s.criteria, s.offered, s.refused, s.offered_at, s.business_id, s.began_at,
           greatest(s.used_at, s.updated_at)
      INTO row_xid, criteria, offered, refused, offered_at, business_id, began_at, used_at
      FROM session.session_rejected_slots s
      WHERE s.clinic_id = p_clinic AND s.caller_phone = p_phone AND s.session_id = p_session;
  ELSIF prefers THEN
    INSERT INTO session.preferred_locations (clinic_id, caller_phone, business_id, updated_at)
      VALUES (p_clinic, p_phone, p_preferred, p_preferred_at)
      ON CONFLICT (clinic_id, caller_phone)
      DO UPDATE SET business_id = excluded.business_id, updated_at = excluded.updated_at;
  END IF;
END
$$;

REVOKE ALL ON FUNCTION session.read_session(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session.read_session(uuid, text, text) TO frontdesk_session;
REVOKE ALL ON FUNCTION session.keep_session(uuid, text, text, xid, timestamptz, boolean, text, text[], text[],
  timestamptz, text, timestamptz, timestamptz, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session.keep_session(uuid, text, text, xid, timestamptz, boolean, text, text[], text[],
  timestamptz, text, timestamptz, timestamptz, text, timestamptz) TO frontdesk_session;
