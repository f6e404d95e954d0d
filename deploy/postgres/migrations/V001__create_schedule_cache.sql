-- Owned by the schedule-cache service: the tenants, what their clinics look like, and when they are free.
-- Times are timestamptz (instants); days, weekdays and hours are on the clinic's own clock.

CREATE SCHEMA schedule_cache;

CREATE TABLE schedule_cache.clinics (
  clinic_id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  clinic_name        text NOT NULL CHECK (length(clinic_name) BETWEEN 1 AND 200),
  country            text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  time_zone          text NOT NULL CHECK (length(time_zone) BETWEEN 1 AND 64),  -- IANA, checked by the writer
  contact_email      text NOT NULL CHECK (contact_email LIKE '%_@_%'),
  -- The Cliniko key, sealed with AES-256-GCM under the key-encryption key of that id.
  cliniko_key_sealed bytea NOT NULL,
  cliniko_key_kek    text NOT NULL,
  cliniko_shard      text NOT NULL CHECK (cliniko_shard ~ '^[a-z]{2}[0-9]{1,2}$'),
  active             boolean NOT NULL DEFAULT true,
  directory_version  bigint NOT NULL DEFAULT 0,
  synced_at          timestamptz,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now()
);

-- The numbers that callers dial. A number leads to one clinic.
CREATE TABLE schedule_cache.clinic_numbers (
  phone_number text PRIMARY KEY CHECK (phone_number ~ '^\+[0-9]{6,15}$'),  -- E.164
  clinic_id    uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX clinic_numbers_by_clinic ON schedule_cache.clinic_numbers (clinic_id);

-- What the gateway lets in. Only the hash of a key is kept.
CREATE TABLE schedule_cache.gateway_keys (
  key_sha256 bytea PRIMARY KEY CHECK (length(key_sha256) = 32),
  key_id     text NOT NULL UNIQUE,  -- names the key to people; tells nothing about it
  clinic_id  uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);
CREATE INDEX gateway_keys_by_clinic ON schedule_cache.gateway_keys (clinic_id);

-- The directory, mirrored from Cliniko. Ids are Cliniko's and unique within an account only. What has
-- vanished from Cliniko becomes inactive and keeps its row, since bookings name it.
CREATE TABLE schedule_cache.businesses (
  clinic_id     uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  business_id   text NOT NULL CHECK (business_id ~ '^[0-9]{1,20}$'),
  business_name text NOT NULL,
  is_primary    boolean NOT NULL DEFAULT false,
  active        boolean NOT NULL DEFAULT true,
  updated_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (clinic_id, business_id)
);
CREATE UNIQUE INDEX one_primary_business ON schedule_cache.businesses (clinic_id) WHERE is_primary;

CREATE TABLE schedule_cache.location_aliases (
  clinic_id   uuid NOT NULL,
  business_id text NOT NULL,
  alias       text NOT NULL CHECK (length(alias) BETWEEN 1 AND 100),  -- lower case
  source      text NOT NULL CHECK (source IN ('generated', 'operator')),
  -- A generated one that an operator took away stays here, so that the next sync does not bring it back.
  hidden      boolean NOT NULL DEFAULT false,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (clinic_id, business_id, alias),
  FOREIGN KEY (clinic_id, business_id) REFERENCES schedule_cache.businesses ON DELETE CASCADE
);

CREATE TABLE schedule_cache.practitioners (
  clinic_id       uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  practitioner_id text NOT NULL CHECK (practitioner_id ~ '^[0-9]{1,20}$'),
  title           text NOT NULL DEFAULT '',
  first_name      text NOT NULL DEFAULT '',
  last_name       text NOT NULL DEFAULT '',
  active          boolean NOT NULL DEFAULT true,
  updated_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (clinic_id, practitioner_id)
);

CREATE TABLE schedule_cache.appointment_types (
  clinic_id           uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  appointment_type_id text NOT NULL CHECK (appointment_type_id ~ '^[0-9]{1,20}$'),
  type_name           text NOT NULL,
  duration_minutes    integer NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1439),
  active              boolean NOT NULL DEFAULT true,
  updated_at          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (clinic_id, appointment_type_id)
);

-- Who offers what where.
CREATE TABLE schedule_cache.offerings (
  clinic_id           uuid NOT NULL,
  practitioner_id     text NOT NULL,
  business_id         text NOT NULL,
  appointment_type_id text NOT NULL,
  PRIMARY KEY (clinic_id, practitioner_id, business_id, appointment_type_id),
  FOREIGN KEY (clinic_id, practitioner_id) REFERENCES schedule_cache.practitioners ON DELETE CASCADE,
  FOREIGN KEY (clinic_id, business_id) REFERENCES schedule_cache.businesses ON DELETE CASCADE,
  FOREIGN KEY (clinic_id, appointment_type_id)
    REFERENCES schedule_cache.appointment_types ON DELETE CASCADE
);

-- In which hours a practitioner works at a business. A day may have several stretches.
CREATE TABLE schedule_cache.practitioner_schedules (
  schedule_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  clinic_id       uuid NOT NULL,
  practitioner_id text NOT NULL,
  business_id     text NOT NULL,
  day_of_week     smallint NOT NULL CHECK (day_of_week BETWEEN 0 AND 6),  -- 0 is Sunday
  start_time      time NOT NULL,
  end_time        time NOT NULL CHECK (end_time > start_time),  -- 24:00 is the day's end
  effective_from  date NOT NULL,
  effective_until date CHECK (effective_until >= effective_from),  -- inclusive; null is open-ended
  source          text NOT NULL CHECK (source IN ('weekly', 'block', 'probe', 'manual')),
  created_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (clinic_id, practitioner_id, business_id, day_of_week, start_time, effective_from),
  FOREIGN KEY (clinic_id, practitioner_id) REFERENCES schedule_cache.practitioners ON DELETE CASCADE,
  FOREIGN KEY (clinic_id, business_id) REFERENCES schedule_cache.businesses ON DELETE CASCADE
);

-- The open start times of one (practitioner, business, appointment type, day) as Cliniko told them. An
-- empty list is a day without free times; a day that was never asked for has no row.
CREATE TABLE schedule_cache.slot_cache (
  clinic_id           uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  practitioner_id     text NOT NULL,
  business_id         text NOT NULL,
  appointment_type_id text NOT NULL,
  day                 date NOT NULL,
  start_times         timestamptz[] NOT NULL,
  bookable            boolean NOT NULL,  -- false: Cliniko does not let patients book this online
  fetched_at          timestamptz NOT NULL,
  PRIMARY KEY (clinic_id, practitioner_id, day, business_id, appointment_type_id)
);
CREATE INDEX slot_cache_by_day ON schedule_cache.slot_cache (day);  -- for the purge of past days
