-- The progress of `frontdeskctl schedule probe`, so that one that ended early goes on where it was.
-- Owned by schedule-cache. Days and minutes are on the clinic's own clock.

-- A clinic has one run at a time; the last one stays until the next begins.
CREATE TABLE schedule_cache.probe_runs (
  run_id          uuid PRIMARY KEY,
  clinic_id       uuid NOT NULL UNIQUE REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  practitioner_id text NOT NULL DEFAULT '',  -- empty, here and below: all
  business_id     text NOT NULL DEFAULT '',
  first_day       date NOT NULL,
  last_day        date NOT NULL CHECK (last_day >= first_day),  -- inclusive
  full_scan       boolean NOT NULL,
  started_at      timestamptz NOT NULL DEFAULT now(),
  finished_at     timestamptz
);

-- How far a run has come with each practitioner at each business.
CREATE TABLE schedule_cache.probe_pairs (
  run_id              uuid NOT NULL REFERENCES schedule_cache.probe_runs ON DELETE CASCADE,
  practitioner_id     text NOT NULL,
  business_id         text NOT NULL,
  appointment_type_id text NOT NULL,  -- that is asked for
  next_day            date NOT NULL,  -- all days before it are done
  state               text NOT NULL CHECK (state IN ('open', 'done', 'not_bookable')),
  PRIMARY KEY (run_id, practitioner_id, business_id)
);

-- What was found on each day that was asked for; nothing free is a row of nulls.
CREATE TABLE schedule_cache.probe_days (
  run_id          uuid NOT NULL,
  practitioner_id text NOT NULL,
  business_id     text NOT NULL,
  day             date NOT NULL,
  earliest_minute smallint,  -- of the first start
  latest_minute   smallint,  -- of the last start
  closes_minute   smallint,  -- when an appointment with the last start ends; at most 1440
  PRIMARY KEY (run_id, practitioner_id, business_id, day),
  FOREIGN KEY (run_id, practitioner_id, business_id)
    REFERENCES schedule_cache.probe_pairs ON DELETE CASCADE,
  CHECK (num_nulls(earliest_minute, latest_minute, closes_minute) IN (0, 3)),
  CHECK (0 <= earliest_minute AND earliest_minute <= latest_minute
         AND latest_minute < closes_minute AND closes_minute <= 1440)
);
