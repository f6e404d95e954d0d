-- Bookings of a time that staff gave to several patients.

-- Staff may book a time twice in Cliniko, over several of our bookings or over one that is still pending, and may move
-- one of our appointments onto another. Such a row is kept where Cliniko has it, outside the exclusion constraint.
-- It holds its time all the same: whoever claims a time looks for these rows first, standing in line for the
-- practitioner as all writers do. A move of such a row is an ordinary row, so it claims its new time as any other.
ALTER TABLE booking.bookings ADD COLUMN doubled boolean NOT NULL DEFAULT false;

-- Until now two that staff put onto each other shared a claim.
UPDATE booking.bookings b SET doubled = true, claim_id = gen_random_uuid()
WHERE b.state = 'booked' AND EXISTS (
  SELECT FROM booking.bookings o
  WHERE o.claim_id = b.claim_id AND o.clinic_id = b.clinic_id AND o.practitioner_id = b.practitioner_id
    AND o.state IN ('pending', 'booked') AND o.booking_id <> b.booking_id
    AND o.moves IS DISTINCT FROM b.booking_id AND b.moves IS DISTINCT FROM o.booking_id);

ALTER TABLE booking.bookings DROP CONSTRAINT no_double_booking;
ALTER TABLE booking.bookings ADD CONSTRAINT no_double_booking EXCLUDE USING gist (
  clinic_id WITH =,
  practitioner_id WITH =,
  tstzrange(starts_at, ends_at) WITH &&,
  claim_id WITH <>
) WHERE (state IN ('pending', 'booked') AND NOT doubled);

CREATE INDEX doubled_bookings ON booking.bookings (clinic_id, practitioner_id, starts_at)
  WHERE doubled AND state = 'booked';
