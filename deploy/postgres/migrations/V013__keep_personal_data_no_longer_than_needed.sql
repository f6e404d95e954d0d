-- How long what says who somebody is stays in the database. docs/privacy.md tells what is kept where.

ALTER TABLE schedule_cache.clinics
  -- Days after an appointment for which its booking still says for whom it was; null is what the deployment says
  -- (--retention-days).
  ADD COLUMN retention_days integer CHECK (retention_days BETWEEN 1 AND 3650);

ALTER TABLE booking.bookings
  -- Since then the row no longer says for whom it was, who asked, or in which call; what was booked, when and what
  -- became of it stays.
  ADD COLUMN anonymised_at timestamptz;
ALTER TABLE booking.bookings DROP CONSTRAINT bookings_patient_phone_check;
ALTER TABLE booking.bookings ADD CONSTRAINT bookings_patient_phone_check
  CHECK (patient_phone ~ '^\+[0-9]{6,15}$' OR (patient_phone = '' AND anonymised_at IS NOT NULL));

-- What the purge looks through.
CREATE INDEX bookings_with_personal_data ON booking.bookings (clinic_id, ends_at) WHERE anonymised_at IS NULL;

-- Whose turn it is to purge which clinic, as in V007.
CREATE TABLE booking.purges (
  clinic_id      uuid PRIMARY KEY REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  holder         uuid,
  held_until     timestamptz,
  due_at         timestamptz NOT NULL,
  due_if_busy_at timestamptz NOT NULL,
  failures       integer NOT NULL DEFAULT 0,
  finished_at    timestamptz,
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
