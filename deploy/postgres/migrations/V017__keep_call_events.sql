-- What happened in a call, for `frontdeskctl call show`: the log lines of its requests, which hold no personal
-- data by type (libs/telemetry/log.h). Written in the background; a line that finds no room is lost, and counted.
CREATE TABLE session.call_events (
  event_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  clinic_id   uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  session_id  text NOT NULL CHECK (length(session_id) <= 200),  -- empty: the request's other lines name it
  trace       text NOT NULL CHECK (length(trace) <= 128),
  request_id  text NOT NULL CHECK (length(request_id) <= 128),
  happened_at timestamptz NOT NULL,  -- on the clock of the process that says so
  line        json NOT NULL          -- as it was logged
);
CREATE INDEX call_events_by_session ON session.call_events (clinic_id, session_id) WHERE session_id <> '';
CREATE INDEX call_events_by_request ON session.call_events (clinic_id, trace, request_id);
CREATE INDEX call_events_by_age ON session.call_events (clinic_id, happened_at);
