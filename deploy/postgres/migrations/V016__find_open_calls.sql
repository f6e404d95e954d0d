-- Which calls may be owed an outcome is asked a few times a second; outcomes that nobody came back for stay.
CREATE INDEX open_calls ON booking.bookings (updated_at) WHERE untold IS NOT NULL;
