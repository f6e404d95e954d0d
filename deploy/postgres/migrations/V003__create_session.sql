-- Owned by the session service: what one caller has been offered and turned down, and where they go.
-- A session is (clinic, caller's phone, session id): agents use one session id for different callers.

CREATE SCHEMA session;

CREATE TABLE session.session_rejected_slots (
  clinic_id    uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  caller_phone text NOT NULL,  -- E.164; empty if withheld
  session_id   text NOT NULL CHECK (length(session_id) BETWEEN 1 AND 200),
  criteria     text NOT NULL DEFAULT '',     -- of the last search, in resolved ids
  offered      text[] NOT NULL DEFAULT '{}',  -- by the last search: practitioner/business/epoch seconds
  refused      text[] NOT NULL DEFAULT '{}',
  offered_at   timestamptz NOT NULL DEFAULT '-infinity',
  business_id  text NOT NULL DEFAULT '',     -- confirmed in this call
  began_at     timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),  -- last used by the caller
  PRIMARY KEY (clinic_id, caller_phone, session_id)
);
CREATE INDEX session_rejected_slots_by_age ON session.session_rejected_slots (updated_at);

-- Where a caller wanted to go last time.
CREATE TABLE session.preferred_locations (
  clinic_id    uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  caller_phone text NOT NULL CHECK (caller_phone ~ '^\+[0-9]{6,15}$'),
  business_id  text NOT NULL,
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (clinic_id, caller_phone)
);
CREATE INDEX preferred_locations_by_age ON session.preferred_locations (updated_at);
