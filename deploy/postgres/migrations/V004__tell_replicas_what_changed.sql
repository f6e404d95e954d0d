-- What every replica of schedule-cache reads a few times a second, so that what it holds in memory follows
-- what happens elsewhere: a pooler in transaction mode has no LISTEN. All three are read by time, looking
-- back further than any transaction lasts, since transactions commit in another order than they begin in.

-- Which practitioners' bookings changed lately, and nothing about whom they are for. Every state counts: a
-- booking that was withdrawn or moved frees a time.
CREATE VIEW booking.booking_changes AS
  SELECT booking_id, clinic_id, practitioner_id, starts_at, ends_at, updated_at
  FROM booking.bookings;
CREATE INDEX bookings_by_change ON booking.bookings (updated_at);

-- That somebody dropped cached days. Kept for some minutes.
CREATE TABLE schedule_cache.slot_drops (
  drop_id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  clinic_id       uuid NOT NULL,
  practitioner_id text NOT NULL,  -- empty: the whole clinic's
  dropped_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX slot_drops_by_time ON schedule_cache.slot_drops (dropped_at);

-- A clinic that was synced, disabled or enabled.
CREATE INDEX clinics_by_change ON schedule_cache.clinics (updated_at);
