-- How calls ended, as the voice platform tells it afterwards.

-- What the platform sends holds the whole conversation, which is health data. Nothing of it is kept but that the
-- call took place, how long it took and whether the platform takes it for a success: no words, no summary, no
-- names, no numbers. One row of each kind a call; a newer report replaces an older one.
CREATE TABLE session.call_outcomes (
  clinic_id        uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  session_id       text NOT NULL CHECK (length(session_id) BETWEEN 1 AND 200),  -- the platform's conversation id
  kind             text NOT NULL CHECK (kind IN ('ended', 'never_started')),
  reported_at      timestamptz NOT NULL,  -- on the platform's clock
  status           text NOT NULL CHECK (status IN ('done', 'failed', 'unknown')),
  success          text NOT NULL CHECK (success IN ('success', 'failure', 'unknown')),
  failure_reason   text NOT NULL CHECK (failure_reason IN ('', 'busy', 'no-answer', 'unknown')),
  duration_seconds integer NOT NULL CHECK (duration_seconds >= 0),
  recorded_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (clinic_id, session_id, kind)
);
CREATE INDEX call_outcomes_by_age ON session.call_outcomes (recorded_at);

-- A call ends by its id alone, whatever phone its requests carried.
CREATE INDEX session_rejected_slots_by_session ON session.session_rejected_slots (session_id);

-- What the session service may see: whose number was dialled.
CREATE VIEW schedule_cache.number_owners AS
  SELECT phone_number, clinic_id FROM schedule_cache.clinic_numbers;

-- For operators: what became of a call, with what it booked; no one's name or number.
CREATE INDEX bookings_by_session ON booking.bookings (clinic_id, session_id) WHERE session_id <> '';
CREATE VIEW session.call_bookings AS
  SELECT o.clinic_id, o.session_id, o.kind, o.status, o.success, o.failure_reason, o.duration_seconds, o.reported_at,
         b.booking_id, b.state AS booking_state
  FROM session.call_outcomes AS o
  LEFT JOIN booking.bookings AS b
    ON b.clinic_id = o.clinic_id AND b.session_id = o.session_id AND b.session_id <> '';
