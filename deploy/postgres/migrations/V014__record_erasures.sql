-- That somebody's data was erased, when, and how much of it: not whose, which is what was erased.
CREATE TABLE booking.erasures (
  erasure_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  clinic_id  uuid NOT NULL REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  erased_at  timestamptz NOT NULL DEFAULT now(),
  sought_by  text NOT NULL CHECK (sought_by IN ('number', 'patient')),
  bookings   bigint NOT NULL CHECK (bookings >= 0),
  patients   bigint NOT NULL CHECK (patients >= 0),
  calls      bigint NOT NULL CHECK (calls >= 0)
);
CREATE INDEX erasures_by_clinic ON booking.erasures (clinic_id, erased_at);
