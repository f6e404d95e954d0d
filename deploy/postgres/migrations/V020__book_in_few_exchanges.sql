-- What a booking writes, a function a step: each is one exchange with the database where a transaction of several
-- statements was six. A function waits two seconds at most for others' locks, since the server does not know the
-- deadline of who calls it.

-- ---- The budget: requests that will be made one after the other are taken together.

-- As take_cliniko_request of V010, whose rule it is, for up to p_most requests at once of a caller, and one of
-- background work. granted is how many may be sent now; 0 where wait_ms is not.
CREATE FUNCTION schedule_cache.take_cliniko_requests(
  p_key_sha256 bytea, p_clinic uuid, p_background boolean, p_most integer, p_default_rate integer, p_window_ms integer,
  OUT granted integer, OUT wait_ms integer, OUT remaining integer, OUT rate integer)
LANGUAGE plpgsql SET lock_timeout = '900ms' AS $$
DECLARE
  keep       CONSTANT interval := make_interval(secs => p_window_ms * 1.05 / 1000);
  known      boolean;
  unmarked   boolean;
  budget     schedule_cache.cliniko_budgets;
  at         timestamptz;
  callers    timestamptz[];
  background timestamptz[];
  used       integer;
  share      integer;  -- of background work, in a window
  burst      integer;  -- of background work, in a twelfth of it
  free_at    timestamptz;
BEGIN
  SELECT min(COALESCE(c.cliniko_rate, p_default_rate)), bool_or(c.clinic_id = p_clinic),
         bool_or(c.clinic_id = p_clinic AND c.cliniko_key_sha256 IS NULL)
    INTO rate, known, unmarked
    FROM schedule_cache.clinics c WHERE c.cliniko_key_sha256 = p_key_sha256 OR c.clinic_id = p_clinic;
  IF p_clinic IS NOT NULL AND known IS NOT TRUE THEN
    RAISE EXCEPTION 'no such clinic' USING ERRCODE = 'foreign_key_violation';
  END IF;
  rate := COALESCE(rate, p_default_rate);
  IF unmarked THEN
    -- Whoever writes the clinic at this moment is not waited for: the next request marks it.
    UPDATE schedule_cache.clinics c SET cliniko_key_sha256 = p_key_sha256 WHERE c.clinic_id = (
      SELECT n.clinic_id FROM schedule_cache.clinics n
      WHERE n.clinic_id = p_clinic AND n.cliniko_key_sha256 IS NULL FOR NO KEY UPDATE SKIP LOCKED);
  END IF;

  SELECT * INTO budget FROM schedule_cache.cliniko_budgets b WHERE b.key_sha256 = p_key_sha256 FOR UPDATE;
  IF NOT FOUND THEN
    -- The budgets of keys that nobody has any more go when a new one comes.
    DELETE FROM schedule_cache.cliniko_budgets b WHERE b.used_at < now() - interval '1 hour'
      AND NOT EXISTS (SELECT FROM schedule_cache.clinics c WHERE c.cliniko_key_sha256 = b.key_sha256);
    INSERT INTO schedule_cache.cliniko_budgets (key_sha256) VALUES (p_key_sha256) ON CONFLICT DO NOTHING;
    SELECT * INTO budget FROM schedule_cache.cliniko_budgets b WHERE b.key_sha256 = p_key_sha256 FOR UPDATE;
  END IF;

  -- Read under the lock, so that grants are in the order of their times. One from the future was made before
  -- this server's clock was set back: it counts from now on.
  at := clock_timestamp();
  callers := ARRAY(SELECT least(g, at) FROM unnest(budget.granted_to_callers) g WHERE g > at - keep ORDER BY 1);
  background := ARRAY(
    SELECT least(g, at) FROM unnest(budget.granted_to_background) g WHERE g > at - keep ORDER BY 1);
  used := cardinality(callers) + cardinality(background);

  free_at := budget.blocked_until;
  IF used >= rate THEN
    free_at := greatest(free_at, keep + (
      SELECT g FROM unnest(callers || background) g ORDER BY g OFFSET used - rate LIMIT 1));
  END IF;
  IF p_background THEN
    share := greatest(1, rate / 20, (rate - cardinality(callers)) * 2 / 5);
    burst := (share + 11) / 12;
    IF cardinality(background) >= share THEN
      free_at := greatest(free_at, background[cardinality(background) - share + 1] + keep);
    END IF;
    IF cardinality(background) >= burst THEN
      free_at := greatest(free_at, background[cardinality(background) - burst + 1] + keep / 12);
    END IF;
  END IF;

  granted := 0;
  wait_ms := 0;
  IF free_at <= at THEN
    IF p_background THEN
      granted := 1;
      background := background || at;
    ELSE
      granted := least(p_most, rate - used);
      callers := callers || array_fill(at, ARRAY[granted]);
    END IF;
    UPDATE schedule_cache.cliniko_budgets
      SET granted_to_callers = callers, granted_to_background = background, used_at = at
      WHERE key_sha256 = p_key_sha256;
    used := used + granted;
  ELSE
    wait_ms := greatest(1, ceil(extract(epoch FROM free_at - at) * 1000));
  END IF;
  remaining := greatest(0, rate - used);
END
$$;

-- Of the version before, which is still there while services are replaced one after the other.
CREATE OR REPLACE FUNCTION schedule_cache.take_cliniko_request(
  p_key_sha256 bytea, p_clinic uuid, p_background boolean, p_default_rate integer, p_window_ms integer,
  OUT wait_ms integer, OUT remaining integer, OUT rate integer)
LANGUAGE sql AS $$
  SELECT t.wait_ms, t.remaining, t.rate
  FROM schedule_cache.take_cliniko_requests(p_key_sha256, p_clinic, p_background, 1, p_default_rate, p_window_ms) t
$$;

REVOKE ALL ON FUNCTION schedule_cache.take_cliniko_requests(bytea, uuid, boolean, integer, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_cache.take_cliniko_requests(bytea, uuid, boolean, integer, integer, integer)
  TO frontdesk_schedule_cache, frontdesk_booking, frontdesk_operator;

-- ---- Slots.

-- Forgets the cached days of a practitioner, or of the whole clinic where that is empty; says how many. The replicas'
-- memories follow the row in slot_drops.
CREATE FUNCTION schedule_cache.drop_slots(p_clinic uuid, p_practitioner text, p_first_day date, p_last_day date)
RETURNS bigint LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  dropped bigint;
BEGIN
  INSERT INTO schedule_cache.slot_drops (clinic_id, practitioner_id) VALUES (p_clinic, p_practitioner);
  DELETE FROM schedule_cache.slot_cache c
  WHERE c.clinic_id = p_clinic AND (c.practitioner_id = p_practitioner OR p_practitioner = '')
    AND c.day BETWEEN p_first_day AND p_last_day;
  GET DIAGNOSTICS dropped = ROW_COUNT;
  RETURN dropped;
END
$$;

REVOKE ALL ON FUNCTION schedule_cache.drop_slots(uuid, text, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_cache.drop_slots(uuid, text, date, date) TO frontdesk_schedule_cache;

-- ---- Bookings.

-- Who has a number, or whose number it was before staff merged them into somebody; in the order of their ids, without
-- archived ones. Staff may merge a record that others were merged into. Source: contract/cliniko.md, 10.16.
CREATE FUNCTION booking.patients_of_number(p_clinic uuid, p_phone text)
RETURNS TABLE (patient_id text, first_name text, last_name text, preferred_first_name text)
LANGUAGE sql STABLE AS $$
  WITH RECURSIVE owners AS (
    SELECT p.patient_id, p.first_name, p.last_name, p.preferred_first_name, p.archived, p.merged_into, 0 AS merges
    FROM booking.patient_phones n
    JOIN booking.patients p USING (clinic_id, patient_id)
    WHERE n.clinic_id = p_clinic AND n.phone_number = p_phone
    UNION
    SELECT p.patient_id, p.first_name, p.last_name, p.preferred_first_name, p.archived, p.merged_into, o.merges + 1
    FROM owners o
    JOIN booking.patients p ON p.clinic_id = p_clinic AND p.patient_id = o.merged_into
    WHERE o.merges < 5)
  SELECT DISTINCT o.patient_id, o.first_name, o.last_name, o.preferred_first_name
  FROM owners o WHERE NOT o.archived ORDER BY o.patient_id
$$;

-- Claims a time for a booking: a pending row and its event, unless something is there that may be the same request's
-- or may be in the patient's way. Which of these are is for the caller to say (names and who may hear of what): who
-- finds that none is calls again and names them in p_decided. Rows come back, of these kinds:
--
--   question     a booking to decide about; then nothing was written
--   claimed      the new row
--   patient      somebody who has the number (the four of known_)
--   budget       requests to Cliniko that may be sent now, with the key that they count for
--
-- None at all: staff booked the time twice. no_double_booking and one_active_booking_per_attempt say who lost a race.
--
-- The new row has a patient already if one of the number has the very name, or nobody else has the number: a guess,
-- so that whoever is meant need not be written down on a trip of its own before Cliniko is asked for the appointment.
--
-- Those who book with one practitioner stand in line, as all who write about them do, and then those who book under
-- one number: of two that come at a time, the later sees the row of the earlier.
CREATE FUNCTION booking.claim(
  p_booking uuid, p_clinic uuid, p_key text, p_fingerprint text, p_practitioner text, p_business text,
  p_appointment_type text, p_starts_at timestamptz, p_ends_at timestamptz, p_patient_name text, p_patient_phone text,
  p_notes text, p_session text, p_masked_caller text, p_caller_phone text,
  p_keys text[],             -- of all readings of the request, of which this is one
  p_starts timestamptz[],    -- of all readings
  p_decided uuid[],
  p_requests integer, p_default_rate integer, p_window_ms integer)  -- as take_cliniko_requests; 0: none
RETURNS TABLE (kind text, booking_row booking.bookings, known_id text, known_first text, known_last text,
               known_preferred text, budget_key bytea, budget_granted integer)
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  question  boolean := false;
  of_number integer := 0;
  guess     text;
  likely    boolean := false;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_clinic::text || p_practitioner, 0));
  PERFORM pg_advisory_xact_lock(hashtextextended(p_clinic::text || p_patient_phone, 1));

  kind := 'question';
  FOR booking_row IN
    SELECT b.* FROM booking.bookings b
    WHERE b.clinic_id = p_clinic AND b.idempotency_key = ANY (p_keys) AND b.booking_id <> ALL (p_decided)
      AND (b.state IN ('pending', 'booked') OR b.idempotency_key LIKE 'id:%') LOOP
    question := true;
    RETURN NEXT;
  END LOOP;
  FOR booking_row IN
    SELECT b.* FROM booking.bookings b
    WHERE b.clinic_id = p_clinic AND b.patient_phone = p_patient_phone AND b.state IN ('pending', 'booked')
      AND b.booking_id <> ALL (p_decided) AND b.idempotency_key <> ALL (p_keys)
      AND EXISTS (SELECT FROM unnest(p_starts) s
                  WHERE b.starts_at < s + (p_ends_at - p_starts_at) AND b.ends_at > s) LOOP
    question := true;
    RETURN NEXT;
  END LOOP;
  IF question THEN
    RETURN;
  END IF;

  kind := 'patient';
  FOR known_id, known_first, known_last, known_preferred IN
    SELECT * FROM booking.patients_of_number(p_clinic, p_patient_phone) LOOP
    RETURN NEXT;
    of_number := of_number + 1;
    IF NOT likely THEN
      likely := lower(p_patient_name) IN (lower(known_first || ' ' || known_last),
                                          lower(known_preferred || ' ' || known_last));
      guess := CASE WHEN likely OR of_number = 1 THEN known_id END;
    END IF;
  END LOOP;
  known_id := NULL; known_first := NULL; known_last := NULL; known_preferred := NULL;

  INSERT INTO booking.bookings AS b
    (booking_id, clinic_id, state, idempotency_key, request_fingerprint, practitioner_id, business_id,
     appointment_type_id, starts_at, ends_at, patient_name, patient_phone, notes, session_id, patient_id, masked_caller,
     caller_phone, untold, untold_session, untold_phone)
  SELECT p_booking, p_clinic, 'pending', p_key, p_fingerprint, p_practitioner, p_business, p_appointment_type,
         p_starts_at, p_ends_at, p_patient_name, p_patient_phone, p_notes, p_session, guess, p_masked_caller,
         p_caller_phone, 'booking', p_session, p_caller_phone
  -- The constraint does not see these.
  WHERE NOT EXISTS (SELECT FROM booking.bookings d
                    WHERE d.doubled AND d.state = 'booked' AND d.clinic_id = p_clinic
                      AND d.practitioner_id = p_practitioner AND d.starts_at < p_ends_at AND d.ends_at > p_starts_at)
  RETURNING b.* INTO booking_row;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  INSERT INTO booking.booking_events (booking_id, event, session_id, masked_phone, practitioner_id, starts_at)
  VALUES (p_booking, 'requested', p_session, p_masked_caller, p_practitioner, p_starts_at);
  kind := 'claimed';
  RETURN NEXT;
  booking_row := NULL;

  IF p_requests = 0 THEN
    RETURN;
  END IF;
  SELECT c.cliniko_key_sha256 INTO budget_key FROM schedule_cache.clinics c WHERE c.clinic_id = p_clinic;
  IF budget_key IS NULL THEN
    RETURN;
  END IF;
  BEGIN
    SELECT t.granted INTO budget_granted
    FROM schedule_cache.take_cliniko_requests(budget_key, p_clinic, false, p_requests, p_default_rate, p_window_ms) t;
  EXCEPTION WHEN lock_not_available THEN
    RETURN;  -- each request asks for itself then
  END;
  kind := 'budget';
  RETURN NEXT;
END
$$;

-- Remembers what is known of an unsettled booking; null changes nothing. False if it is settled.
CREATE FUNCTION booking.note(p_booking uuid, p_patient text, p_appointment text) RETURNS boolean
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(b.clinic_id::text || b.practitioner_id, 0))
  FROM booking.bookings b WHERE b.booking_id = p_booking;
  UPDATE booking.bookings b
  SET patient_id = coalesce(p_patient, b.patient_id), appointment_id = coalesce(p_appointment, b.appointment_id),
      updated_at = now()
  WHERE b.booking_id = p_booking AND b.state IN ('pending', 'withdrawing');
  RETURN FOUND;
END
$$;

-- Books a pending booking, no move, whose appointment Cliniko has, and drops the cached slots of the days p_first_day to
-- p_last_day (null: of none) with its practitioner. Says what became of it:
--
--   booked
--   held         the appointment of another booking, which is being moved away from this time, may come back to it; the
--                appointment is written down and the booking still pending
--   settled      somebody else was faster
CREATE FUNCTION booking.confirm(
  p_booking uuid, p_patient text, p_appointment text, p_first_day date, p_last_day date) RETURNS text
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  own booking.bookings;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(b.clinic_id::text || b.practitioner_id, 0))
  FROM booking.bookings b WHERE b.booking_id = p_booking;
  SELECT b.* INTO own FROM booking.bookings b
  WHERE b.booking_id = p_booking AND b.state = 'pending' AND b.moves IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'settled';
  END IF;
  IF EXISTS (SELECT FROM booking.bookings o
             WHERE o.clinic_id = own.clinic_id AND o.practitioner_id = own.practitioner_id AND o.state = 'booked'
               AND tstzrange(o.starts_at, o.ends_at) && tstzrange(own.starts_at, own.ends_at)
               AND EXISTS (SELECT FROM booking.bookings m
                           WHERE m.moves = o.booking_id AND m.state IN ('pending', 'withdrawing'))) THEN
    UPDATE booking.bookings b SET patient_id = p_patient, appointment_id = p_appointment, updated_at = now()
    WHERE b.booking_id = p_booking;
    RETURN 'held';
  END IF;
  UPDATE booking.bookings b
  SET state = 'booked', patient_id = p_patient, appointment_id = p_appointment, updated_at = now()
  WHERE b.booking_id = p_booking;
  INSERT INTO booking.booking_events (booking_id, event, session_id, masked_phone, practitioner_id, starts_at)
  VALUES (p_booking, 'booked', own.session_id, own.masked_caller, own.practitioner_id, own.starts_at);
  -- What somebody is writing at this moment is left to them: it costs freshness, and nobody waits for it.
  DELETE FROM schedule_cache.slot_cache WHERE ctid = ANY (ARRAY(
    SELECT c.ctid FROM schedule_cache.slot_cache c
    WHERE c.clinic_id = own.clinic_id AND c.practitioner_id = own.practitioner_id
      AND c.day BETWEEN p_first_day AND p_last_day FOR UPDATE SKIP LOCKED));
  RETURN 'booked';
END
$$;
-- Memory follows without a row in slot_drops: it sees that the booking changed.
GRANT SELECT (practitioner_id) ON schedule_cache.slot_cache TO frontdesk_booking;

-- Moves a booking on and records the event: an unsettled one to its outcome, a booked one to cancelled. p_reason null
-- keeps the one that is there. p_nothing_asked: Cliniko was asked nothing for it, so that its patient was but a guess,
-- and nobody need look for an appointment. False if p_to cannot follow its state: somebody else was faster.
CREATE FUNCTION booking.settle(p_booking uuid, p_to text, p_reason text, p_nothing_asked boolean) RETURNS boolean
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  own     booking.bookings;
  session text;
  phone   text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(b.clinic_id::text || b.practitioner_id, 0))
  FROM booking.bookings b WHERE b.booking_id = p_booking;
  UPDATE booking.bookings b
  SET state = p_to,
      failure_reason = CASE WHEN p_to IN ('withdrawing', 'failed') THEN coalesce(p_reason, b.failure_reason) END,
      -- Whoever wanted it cancelled hears that there is nothing to be cancelled.
      untold = CASE WHEN p_to IN ('withdrawing', 'failed') AND b.untold = 'cancellation'
               THEN 'booking' ELSE b.untold END,
      patient_id = CASE WHEN p_nothing_asked THEN NULL ELSE b.patient_id END,
      updated_at = now()
  WHERE b.booking_id = p_booking
    AND (b.state = 'pending' OR (b.state = 'withdrawing' AND p_to = 'failed')
         OR (b.state = 'booked' AND p_to = 'cancelled'))
  RETURNING b.* INTO own;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  session := own.session_id;
  phone := own.masked_caller;
  IF p_to = 'cancelled' THEN
    -- Whoever asked for the cancellation may be another than who asked for the booking.
    session := ''; phone := '';
    IF own.cancel_reason IS NOT NULL THEN
      SELECT e.session_id, e.masked_phone INTO session, phone FROM booking.booking_events e
      WHERE e.booking_id = p_booking AND e.event = 'cancel_requested' ORDER BY e.event_id DESC LIMIT 1;
    END IF;
  END IF;
  INSERT INTO booking.booking_events
    (booking_id, event, reason, session_id, masked_phone, practitioner_id, starts_at)
  VALUES (p_booking, p_to,
          CASE WHEN p_to = 'cancelled' AND own.cancel_reason IS NULL THEN 'by_staff'
               ELSE coalesce(own.failure_reason, '') END,
          coalesce(session, ''), coalesce(phone, ''), own.practitioner_id, own.starts_at);
  RETURN true;
END
$$;

-- The caller hears now what became of p_booking, if it is not null, and of all that this call asked for within p_during.
-- What is not settled is not struck out.
--
-- It stands in line for the practitioners, too, as all who write do: an update checks the exclusion constraint, and
-- would wait for a claim of the same time that waits for it.
CREATE FUNCTION booking.heard(p_clinic uuid, p_booking uuid, p_session text, p_phone text, p_during interval)
RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  told uuid[];
BEGIN
  told := ARRAY(
    SELECT b.booking_id FROM booking.bookings b
    WHERE b.clinic_id = p_clinic AND b.untold IS NOT NULL
      AND (b.booking_id = p_booking
           -- Of what was asked for before only the next request tells, though it may be settled just now.
           OR (b.untold_session = p_session AND b.untold_phone = p_phone
               AND CASE b.untold
                     WHEN 'cancellation' THEN EXISTS (
                       SELECT FROM booking.booking_events e
                       WHERE e.booking_id = b.booking_id AND e.event = 'cancel_requested'
                         AND e.happened_at >= now() - p_during)
                     ELSE b.created_at >= now() - p_during END)));
  PERFORM pg_advisory_xact_lock(line.number) FROM (
    SELECT DISTINCT hashtextextended(b.clinic_id::text || b.practitioner_id, 0) AS number
    FROM booking.bookings b WHERE b.booking_id = ANY (told) ORDER BY number) line;
  UPDATE booking.bookings b SET untold = NULL
  WHERE b.booking_id = ANY (told)
    -- One that lost its time is settled for the caller while its appointment is still being taken back.
    AND b.state <> 'pending' AND NOT (b.state = 'booked' AND b.cancel_reason IS NOT NULL);
END
$$;

REVOKE ALL ON FUNCTION
  booking.patients_of_number(uuid, text),
  booking.claim(uuid, uuid, text, text, text, text, text, timestamptz, timestamptz, text, text, text, text, text, text,
                text[], timestamptz[], uuid[], integer, integer, integer),
  booking.note(uuid, text, text),
  booking.confirm(uuid, text, text, date, date),
  booking.settle(uuid, text, text, boolean),
  booking.heard(uuid, uuid, text, text, interval)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  booking.patients_of_number(uuid, text),
  booking.claim(uuid, uuid, text, text, text, text, text, timestamptz, timestamptz, text, text, text, text, text, text,
                text[], timestamptz[], uuid[], integer, integer, integer),
  booking.note(uuid, text, text),
  booking.confirm(uuid, text, text, date, date),
  booking.settle(uuid, text, text, boolean),
  booking.heard(uuid, uuid, text, text, interval)
  TO frontdesk_booking;
