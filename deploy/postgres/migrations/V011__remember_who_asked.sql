-- Who is about to make a new patient under a number: one request at a time, over all replicas, since Cliniko
-- does not refuse a patient that it has already. A row lives as long as that takes; after a crash, until
-- somebody calls with that number again.
CREATE TABLE booking.patient_claims (
  clinic_id    uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  phone_number text NOT NULL,
  holder       uuid NOT NULL,
  held_until   timestamptz NOT NULL,
  PRIMARY KEY (clinic_id, phone_number)
);

-- Who asked, of whatever happens to a booking.

ALTER TABLE booking.bookings
  -- Whose call made it, E.164; empty: withheld, or others made it. It may be another number than the patient's.
  ADD COLUMN caller_phone   text NOT NULL DEFAULT ''
    CHECK (caller_phone = '' OR caller_phone ~ '^\+[0-9]{6,15}$'),
  ADD COLUMN masked_caller  text NOT NULL DEFAULT '',  -- the caller's number, else the patient's, as events have it
  -- What a caller asked of it whose outcome they have not heard yet; null: none. And whose call that was: the
  -- session, and the phone in E.164 or empty.
  ADD COLUMN untold         text CHECK (untold IN ('booking', 'move', 'cancellation')),
  ADD COLUMN untold_session text NOT NULL DEFAULT '',
  ADD COLUMN untold_phone   text NOT NULL DEFAULT '';
CREATE INDEX bookings_by_caller ON booking.bookings (clinic_id, caller_phone, starts_at)
  WHERE caller_phone <> '';
CREATE INDEX untold_outcomes ON booking.bookings (clinic_id, untold_session) WHERE untold IS NOT NULL;

-- What the booking was of after the event; null for events before this.
ALTER TABLE booking.booking_events
  ADD COLUMN practitioner_id text,
  ADD COLUMN starts_at       timestamptz;

ALTER TABLE booking.booking_events DROP CONSTRAINT booking_events_event_check;
ALTER TABLE booking.booking_events ADD CONSTRAINT booking_events_event_check
  CHECK (event IN ('requested', 'booked', 'withdrawing', 'failed', 'cancel_requested', 'cancel_failed', 'cancelled',
                   'moved'));
