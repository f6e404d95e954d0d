-- One role a service, with what it needs and nothing else. They are groups: logins are made IN ROLE one of them, as
-- docs/operations.md tells. Only the owner of the tables, who migrates, may do anything to a table itself.
--
-- Whoever adds a table, a view or a function says here, in a migration of its own, who may use it, and puts the
-- policy at the end onto a table. deploy/postgres/grants.txt lists it all, and a test holds the two together.

-- Locks that somebody holds for long are not waited for with all others in line behind us: the migration fails, and
-- is run again.
SET LOCAL lock_timeout = '2s';

-- The same as deploy/postgres/roles.sql, which somebody else runs where the tables' owner may not create roles.
DO $$
DECLARE
  wanted  CONSTANT text[] := ARRAY['frontdesk_schedule_cache', 'frontdesk_booking', 'frontdesk_session',
                                   'frontdesk_app', 'frontdesk_operator'];
  members CONSTANT text[] := wanted[1:3];  -- of frontdesk_app: the one process is all three
  each    text;
BEGIN
  IF EXISTS (SELECT FROM unnest(wanted) w WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = w))
     AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole)) THEN
    RAISE EXCEPTION 'the roles % are missing and % may not create roles: run deploy/postgres/roles.sql as one who may, '
      'then migrate again', array_to_string(wanted, ', '), current_user USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOREACH each IN ARRAY wanted LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = each);
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', each);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;  -- roles are the cluster's: another database of it is being migrated, too
    END;
  END LOOP;
  FOREACH each IN ARRAY members LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_auth_members
                          WHERE roleid = each::regrole AND member = 'frontdesk_app'::regrole);
    EXECUTE format('GRANT %I TO frontdesk_app', each);
  END LOOP;
END
$$;

-- Nobody else has anything. The three are Supabase's, for what comes in through its REST layer.
DO $$
DECLARE
  outsider text;
BEGIN
  FOR outsider IN SELECT 'PUBLIC' UNION ALL
                  SELECT quote_ident(rolname) FROM pg_roles WHERE rolname IN ('anon', 'authenticated', 'service_role') LOOP
    EXECUTE format('REVOKE ALL ON SCHEMA schedule_cache, booking, session, frontdesk_migrations FROM %s', outsider);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA schedule_cache, booking, session, frontdesk_migrations FROM %s',
                   outsider);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA schedule_cache, booking, session FROM %s', outsider);
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA schedule_cache, booking, session FROM %s', outsider);
  END LOOP;
END
$$;

GRANT USAGE ON SCHEMA schedule_cache, booking, session
  TO frontdesk_schedule_cache, frontdesk_booking, frontdesk_session, frontdesk_operator;

-- ---- schedule-cache: its own tables, but for what an operator decides about a clinic.

GRANT SELECT, UPDATE (time_zone, directory_version, synced_at, updated_at, cliniko_key_sha256)
  ON schedule_cache.clinics TO frontdesk_schedule_cache;
GRANT SELECT ON schedule_cache.clinic_numbers, schedule_cache.gateway_keys TO frontdesk_schedule_cache;
GRANT SELECT, INSERT, UPDATE
  ON schedule_cache.businesses, schedule_cache.practitioners, schedule_cache.appointment_types,
     schedule_cache.weekday_numberings, schedule_cache.directory_syncs
  TO frontdesk_schedule_cache;
GRANT SELECT, INSERT, DELETE
  ON schedule_cache.location_aliases, schedule_cache.offerings, schedule_cache.practitioner_schedules,
     schedule_cache.slot_drops
  TO frontdesk_schedule_cache;
GRANT SELECT, INSERT, UPDATE, DELETE ON schedule_cache.slot_cache TO frontdesk_schedule_cache;
GRANT SELECT ON booking.occupied_times, booking.booking_changes TO frontdesk_schedule_cache;
GRANT SELECT (booking_id, clinic_id, practitioner_id, starts_at, ends_at, state, updated_at)
  ON booking.bookings TO frontdesk_schedule_cache;

-- ---- booking: its own tables. What happened to a booking can be added to and not changed.

GRANT SELECT, INSERT, UPDATE
  ON booking.bookings, booking.patient_syncs, booking.appointment_watches, booking.purges TO frontdesk_booking;
GRANT SELECT, INSERT ON booking.booking_events TO frontdesk_booking;
GRANT SELECT, INSERT, UPDATE, DELETE ON booking.patients, booking.patient_claims TO frontdesk_booking;
GRANT SELECT, INSERT, DELETE ON booking.patient_phones TO frontdesk_booking;
GRANT SELECT ON booking.busy_clinics, schedule_cache.clinic_numbers TO frontdesk_booking;
GRANT SELECT, UPDATE (cliniko_key_sha256) ON schedule_cache.clinics TO frontdesk_booking;

-- It purges for all of them. By age, so that is what it sees; to lock a row takes the right to change some column.
GRANT SELECT (ctid, clinic_id, updated_at), UPDATE (updated_at), DELETE
  ON session.session_rejected_slots, session.preferred_locations TO frontdesk_booking;
GRANT SELECT (ctid, clinic_id, recorded_at), UPDATE (recorded_at), DELETE
  ON session.call_outcomes TO frontdesk_booking;
GRANT SELECT (ctid, clinic_id, happened_at), UPDATE (event_id), DELETE ON session.call_events TO frontdesk_booking;
GRANT SELECT (ctid, clinic_id, day), UPDATE (fetched_at), DELETE ON schedule_cache.slot_cache TO frontdesk_booking;

-- ---- session: its own tables, and of the clinics that they exist and what their numbers are. No Cliniko key.

GRANT SELECT, INSERT, UPDATE, DELETE
  ON session.session_rejected_slots, session.preferred_locations, session.call_outcomes TO frontdesk_session;
GRANT SELECT (clinic_id) ON schedule_cache.clinics TO frontdesk_session;
GRANT SELECT ON schedule_cache.number_owners TO frontdesk_session;
GRANT SELECT (phone_number, clinic_id) ON schedule_cache.clinic_numbers TO frontdesk_session;

-- ---- What several share.

-- Each keeps what it did in a call; none reads it.
GRANT INSERT ON session.call_events TO frontdesk_schedule_cache, frontdesk_booking, frontdesk_session;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON schedule_cache.cliniko_budgets TO frontdesk_schedule_cache, frontdesk_booking, frontdesk_operator;
GRANT EXECUTE ON FUNCTION schedule_cache.take_cliniko_request(bytea, uuid, boolean, integer, integer)
  TO frontdesk_schedule_cache, frontdesk_booking, frontdesk_operator;

-- ---- operator: what frontdeskctl does. It keeps the clinics and their hours, and looks at everything; of bookings
-- and calls it only takes away for whom they were.

GRANT SELECT ON ALL TABLES IN SCHEMA schedule_cache, booking, session TO frontdesk_operator;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA schedule_cache TO frontdesk_operator;
REVOKE INSERT, UPDATE, DELETE ON schedule_cache.number_owners FROM frontdesk_operator;
GRANT UPDATE ON booking.bookings TO frontdesk_operator;
GRANT INSERT, UPDATE ON booking.patient_syncs TO frontdesk_operator;
GRANT INSERT ON booking.erasures TO frontdesk_operator;
GRANT UPDATE (updated_at), DELETE ON booking.patients, session.session_rejected_slots, session.preferred_locations
  TO frontdesk_operator;
GRANT UPDATE (held_until), DELETE ON booking.patient_claims TO frontdesk_operator;
GRANT UPDATE (recorded_at), DELETE ON session.call_outcomes TO frontdesk_operator;
GRANT UPDATE (event_id), DELETE ON session.call_events TO frontdesk_operator;

-- ---- Events take along no longer than their booking who asked, so nobody needs the right to change them.

CREATE FUNCTION booking.forget_who_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE booking.booking_events SET session_id = '', masked_phone = '' WHERE booking_id = NEW.booking_id;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION booking.forget_who_asked() FROM PUBLIC;
CREATE TRIGGER forget_who_asked AFTER UPDATE OF anonymised_at, session_id, masked_caller ON booking.bookings
  FOR EACH ROW WHEN (NEW.anonymised_at IS NOT NULL
                     OR (NEW.session_id = '' AND NEW.masked_caller = ''
                         AND (OLD.session_id <> '' OR OLD.masked_caller <> '')))
  EXECUTE FUNCTION booking.forget_who_asked();

-- ---- Rows are seen by our roles alone, whatever somebody may grant to others later. What each of them may do is
-- said above, so there is one policy and it costs nothing. The owner sees all, so that references and backups work.
-- Views read with the rights of whoever asks, else they would show what the policies hide.

ALTER VIEW booking.occupied_times SET (security_invoker = true);
ALTER VIEW booking.booking_changes SET (security_invoker = true);
ALTER VIEW booking.busy_clinics SET (security_invoker = true);
ALTER VIEW schedule_cache.number_owners SET (security_invoker = true);
ALTER VIEW session.call_bookings SET (security_invoker = true);

DO $$
DECLARE
  each regclass;
BEGIN
  FOR each IN SELECT oid FROM pg_class
              WHERE relkind = 'r' AND relnamespace IN ('schedule_cache'::regnamespace, 'booking'::regnamespace,
                                                       'session'::regnamespace) ORDER BY oid LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY frontdesk ON %s TO frontdesk_schedule_cache, frontdesk_booking, frontdesk_session, '
                   'frontdesk_operator USING (true) WITH CHECK (true)', each);
  END LOOP;
  ALTER TABLE frontdesk_migrations.applied ENABLE ROW LEVEL SECURITY;
END
$$;
