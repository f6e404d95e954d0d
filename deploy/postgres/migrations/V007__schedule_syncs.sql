-- Work that is done over and over for every clinic, by whichever replica comes first: reading the
-- directory, and keeping the index of patients. One row a clinic and kind of work; whoever holds it
-- until `held_until` does the work, and nobody else. The rows are made as clinics appear.

-- An operator named the zone: it stays, whatever Cliniko says.
ALTER TABLE schedule_cache.clinics ADD COLUMN time_zone_by_operator boolean NOT NULL DEFAULT false;

CREATE TABLE schedule_cache.directory_syncs (
  clinic_id      uuid PRIMARY KEY REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  holder         uuid,         -- null: nobody
  held_until     timestamptz,  -- null: nobody
  due_at         timestamptz NOT NULL,
  due_if_busy_at timestamptz NOT NULL,  -- for a clinic with calls; never later than due_at
  failures       integer NOT NULL DEFAULT 0,  -- in a row
  finished_at    timestamptz,  -- when it last succeeded; null: never
  CHECK ((holder IS NULL) = (held_until IS NULL))
);

-- How an account counts weekdays, once it is known: Cliniko's documents contradict each other.
CREATE TABLE schedule_cache.weekday_numberings (
  clinic_id uuid PRIMARY KEY REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  numbering text NOT NULL CHECK (numbering IN ('iso', 'sunday_zero', 'monday_zero')),
  -- The numbers that the account used then, as bits: 1 << number.
  numbers   smallint NOT NULL CHECK (numbers BETWEEN 0 AND 255)
);

CREATE TABLE booking.patient_syncs (
  clinic_id      uuid PRIMARY KEY REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  holder         uuid,
  held_until     timestamptz,
  due_at         timestamptz NOT NULL,
  due_if_busy_at timestamptz NOT NULL,
  failures       integer NOT NULL DEFAULT 0,
  finished_at    timestamptz,
  -- All that Cliniko changed before this moment of its clock is in the index; null: not read yet.
  read_up_to     timestamptz,
  -- The last full read that came to its end, and whether it is sure that it left nobody out.
  full_read_at   timestamptz,
  complete       boolean NOT NULL DEFAULT false,
  full_wanted    boolean NOT NULL DEFAULT false,  -- an operator asked for one
  -- The full read that is under way; next_page is null if none is.
  full_read      bigint NOT NULL DEFAULT 0,  -- its number; they count up
  next_page      integer CHECK (next_page > 0),
  began_at       timestamptz,  -- on our clock
  reads_as_of    timestamptz,  -- on Cliniko's
  CHECK ((holder IS NULL) = (held_until IS NULL)),
  CHECK ((next_page IS NULL) = (began_at IS NULL))
);

ALTER TABLE booking.patients
  ADD COLUMN preferred_first_name text NOT NULL DEFAULT '',
  -- Not to be booked for. Keeps no name, and no number unless it was merged into another.
  ADD COLUMN archived boolean NOT NULL DEFAULT false,
  -- Who stands for this one since staff merged the two; callers still have the old record's number.
  ADD COLUMN merged_into text CHECK (merged_into ~ '^[0-9]{1,20}$'),
  ADD COLUMN full_read bigint NOT NULL DEFAULT 0,  -- the last one that saw this patient
  ADD COLUMN unusable_numbers integer NOT NULL DEFAULT 0;

-- A patient's numbers are replaced as a whole.
CREATE INDEX patient_phones_by_patient ON booking.patient_phones (clinic_id, patient_id);

-- Which clinics have calls now, or had bookings lately: theirs are the indexes that must not lag.
CREATE INDEX bookings_by_creation ON booking.bookings (clinic_id, created_at);
CREATE INDEX session_rejected_slots_by_clinic
  ON session.session_rejected_slots (clinic_id, updated_at);
CREATE VIEW booking.busy_clinics AS
  SELECT clinic_id FROM booking.bookings WHERE created_at > now() - interval '1 hour'
  UNION ALL
  SELECT clinic_id FROM session.session_rejected_slots
  WHERE updated_at > now() - interval '10 minutes';
