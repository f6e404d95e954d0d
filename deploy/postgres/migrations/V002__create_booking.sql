-- Owned by the booking service: bookings, what happened to them, and the patients they are for.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE SCHEMA booking;

CREATE TABLE booking.bookings (
  booking_id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  clinic_id           uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  -- pending: holds its time, not yet sure in Cliniko; booked: holds its time, in Cliniko;
  -- withdrawing: lost its time, its appointment in Cliniko is still to be taken back;
  -- failed: is not in Cliniko; cancelled: was booked.
  state               text NOT NULL
    CHECK (state IN ('pending', 'booked', 'withdrawing', 'failed', 'cancelled')),
  -- Names the attempt; an attempt that failed may be made again.
  idempotency_key     text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  request_fingerprint text NOT NULL,  -- SHA-256 of what was asked for, hexadecimal
  practitioner_id     text NOT NULL,
  business_id         text NOT NULL,
  appointment_type_id text NOT NULL,
  starts_at           timestamptz NOT NULL,
  ends_at             timestamptz NOT NULL CHECK (ends_at > starts_at),
  patient_name        text NOT NULL CHECK (length(patient_name) BETWEEN 1 AND 511),
  patient_phone       text NOT NULL CHECK (patient_phone ~ '^\+[0-9]{6,15}$'),  -- E.164
  notes               text NOT NULL DEFAULT '',
  session_id          text NOT NULL DEFAULT '',
  patient_id          text,  -- Cliniko's, once known
  appointment_id      text,  -- Cliniko's, once known
  failure_reason      text,
  created_at          timestamptz NOT NULL DEFAULT now(),
  updated_at          timestamptz NOT NULL DEFAULT now(),
  CHECK (state <> 'booked' OR (appointment_id IS NOT NULL AND patient_id IS NOT NULL)),
  CHECK ((state IN ('withdrawing', 'failed')) = (failure_reason IS NOT NULL)),
  -- The referee: two active bookings of one practitioner never overlap, whoever asks, wherever it runs.
  CONSTRAINT no_double_booking EXCLUDE USING gist (
    clinic_id WITH =,
    practitioner_id WITH =,
    tstzrange(starts_at, ends_at) WITH &&
  ) WHERE (state IN ('pending', 'booked'))
);
CREATE UNIQUE INDEX one_active_booking_per_attempt
  ON booking.bookings (clinic_id, idempotency_key) WHERE state IN ('pending', 'booked');
CREATE INDEX bookings_by_attempt ON booking.bookings (clinic_id, idempotency_key, created_at);
CREATE INDEX bookings_by_phone ON booking.bookings (clinic_id, patient_phone, starts_at);
CREATE UNIQUE INDEX bookings_by_appointment
  ON booking.bookings (clinic_id, appointment_id) WHERE appointment_id IS NOT NULL;
-- What the reconciler looks through: what is open, and failed attempts whose appointment may still arrive.
CREATE INDEX unsettled_bookings ON booking.bookings (updated_at)
  WHERE state IN ('pending', 'withdrawing');
CREATE INDEX doubtful_bookings ON booking.bookings (created_at)
  WHERE state = 'failed' AND patient_id IS NOT NULL AND appointment_id IS NULL;

-- What happened to a booking; rows are only ever added.
CREATE TABLE booking.booking_events (
  event_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  booking_id    uuid NOT NULL REFERENCES booking.bookings ON DELETE CASCADE,
  happened_at   timestamptz NOT NULL DEFAULT now(),
  event         text NOT NULL
    CHECK (event IN ('requested', 'booked', 'withdrawing', 'failed', 'cancelled', 'moved')),
  reason        text NOT NULL DEFAULT '',
  session_id    text NOT NULL DEFAULT '',
  masked_phone  text NOT NULL DEFAULT ''
);
CREATE INDEX booking_events_by_booking ON booking.booking_events (booking_id, event_id);

-- Patients of Cliniko by phone, since Cliniko cannot search for one. Families share a number, so a
-- number leads to several.
CREATE TABLE booking.patients (
  clinic_id  uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  patient_id text NOT NULL CHECK (patient_id ~ '^[0-9]{1,20}$'),
  first_name text NOT NULL,
  last_name  text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (clinic_id, patient_id)
);
CREATE TABLE booking.patient_phones (
  clinic_id    uuid NOT NULL,
  phone_number text NOT NULL CHECK (phone_number ~ '^\+[0-9]{6,15}$'),  -- E.164
  patient_id   text NOT NULL,
  PRIMARY KEY (clinic_id, phone_number, patient_id),
  FOREIGN KEY (clinic_id, patient_id) REFERENCES booking.patients ON DELETE CASCADE
);

-- What schedule-cache may see: which times are ours, and nothing about whom they are for.
CREATE VIEW booking.occupied_times AS
  SELECT clinic_id, practitioner_id, starts_at, ends_at
  FROM booking.bookings
  WHERE state IN ('pending', 'booked');
