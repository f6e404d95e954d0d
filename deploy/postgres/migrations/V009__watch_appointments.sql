-- How far the changes that staff make in Cliniko have been read, by clinic; and whose turn it is to read on,
-- as in V007.
CREATE TABLE booking.appointment_watches (
  clinic_id      uuid PRIMARY KEY REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  holder         uuid,
  held_until     timestamptz,
  due_at         timestamptz NOT NULL,
  due_if_busy_at timestamptz NOT NULL,
  failures       integer NOT NULL DEFAULT 0,
  finished_at    timestamptz,
  read_up_to     timestamptz,  -- of Cliniko's clock, more or less; null: not read yet
  CHECK ((holder IS NULL) = (held_until IS NULL))
);
