-- The roles that V018 gives the tables to, for whoever may create roles: run it before the migration where the
-- tables' owner may not, and before a backup is restored into another cluster. Safe to repeat.
--
-- They are groups, nobody logs in as one of them. A login is a role of its own IN ROLE one of these; docs/operations.md
-- tells how it is made.
DO $$
DECLARE
  each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['frontdesk_schedule_cache', 'frontdesk_booking', 'frontdesk_session', 'frontdesk_app',
                              'frontdesk_operator'] LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = each);
    EXECUTE format('CREATE ROLE %I NOLOGIN', each);
  END LOOP;
  -- The one process is all three.
  FOREACH each IN ARRAY ARRAY['frontdesk_schedule_cache', 'frontdesk_booking', 'frontdesk_session'] LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_auth_members
                          WHERE roleid = each::regrole AND member = 'frontdesk_app'::regrole);
    EXECUTE format('GRANT %I TO frontdesk_app', each);
  END LOOP;
END
$$;
