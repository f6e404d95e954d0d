-- Moving and cancelling appointments.

-- A move is a row of its own: it claims the new time while the row that it moves still holds the old one, and
-- takes that row's place once Cliniko has moved the appointment. The two share a claim, so that an appointment
-- can move to a time that overlaps its own.
ALTER TABLE booking.bookings
  ADD COLUMN claim_id      uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN moves         uuid REFERENCES booking.bookings ON DELETE SET NULL,
  -- What a caller wants of a booked appointment, written down before Cliniko is asked: its reason in Cliniko's
  -- codes, and the caller's words.
  ADD COLUMN cancel_reason smallint CHECK (cancel_reason > 0),
  ADD COLUMN cancel_note   text NOT NULL DEFAULT '';

-- moved: holds nothing; the row that moved it holds the appointment now.
ALTER TABLE booking.bookings DROP CONSTRAINT bookings_state_check;
ALTER TABLE booking.bookings ADD CONSTRAINT bookings_state_check
  CHECK (state IN ('pending', 'booked', 'withdrawing', 'failed', 'cancelled', 'moved'));

ALTER TABLE booking.bookings DROP CONSTRAINT no_double_booking;
ALTER TABLE booking.bookings ADD CONSTRAINT no_double_booking EXCLUDE USING gist (
  clinic_id WITH =,
  practitioner_id WITH =,
  tstzrange(starts_at, ends_at) WITH &&,
  claim_id WITH <>
) WHERE (state IN ('pending', 'booked'));

-- Rows of one claim do not exclude each other, so there is one move at a time.
CREATE UNIQUE INDEX one_move_at_a_time
  ON booking.bookings (moves) WHERE moves IS NOT NULL AND state IN ('pending', 'withdrawing');

CREATE INDEX unfinished_cancellations ON booking.bookings (updated_at)
  WHERE state = 'booked' AND cancel_reason IS NOT NULL;

ALTER TABLE booking.booking_events DROP CONSTRAINT booking_events_event_check;
ALTER TABLE booking.booking_events ADD CONSTRAINT booking_events_event_check
  CHECK (event IN ('requested', 'booked', 'withdrawing', 'failed', 'cancel_requested', 'cancelled', 'moved'));
