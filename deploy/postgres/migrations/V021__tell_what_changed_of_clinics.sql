-- Which clinics changed lately: what they are, their numbers, keys and directories. Processes hold all that in memory
-- and read this a few times a second, instead of asking about each clinic.

SET LOCAL lock_timeout = '2s';

CREATE TABLE schedule_cache.clinic_changes (
  change_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  clinic_id  uuid NOT NULL,  -- no reference: that a clinic was removed is a change, too
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX clinic_changes_by_time ON schedule_cache.clinic_changes (changed_at);
REVOKE ALL ON schedule_cache.clinic_changes FROM PUBLIC;
ALTER TABLE schedule_cache.clinic_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY frontdesk ON schedule_cache.clinic_changes
  TO frontdesk_schedule_cache, frontdesk_booking, frontdesk_session, frontdesk_operator
  USING (true) WITH CHECK (true);
GRANT SELECT ON schedule_cache.clinic_changes TO frontdesk_schedule_cache, frontdesk_operator;

-- Written by whoever changes a clinic, with their transaction and with nobody's rights but the owner's.
CREATE FUNCTION schedule_cache.note_clinic_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO schedule_cache.clinic_changes (clinic_id) VALUES (OLD.clinic_id);
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.clinic_id <> OLD.clinic_id THEN
    INSERT INTO schedule_cache.clinic_changes (clinic_id) VALUES (NEW.clinic_id);
  END IF;
  DELETE FROM schedule_cache.clinic_changes WHERE change_id IN (
    SELECT change_id FROM schedule_cache.clinic_changes WHERE changed_at < now() - interval '10 minutes'
    ORDER BY changed_at LIMIT 100 FOR UPDATE SKIP LOCKED);
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION schedule_cache.note_clinic_change() FROM PUBLIC;

-- Deferred, so that a change carries the moment at which its transaction ends and not the one at which it began: who
-- reads what is younger than half a minute misses none, however long somebody's transaction took.
CREATE CONSTRAINT TRIGGER note_clinic_change AFTER UPDATE ON schedule_cache.clinics
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.clinic_name, OLD.country, OLD.time_zone, OLD.contact_email, OLD.cliniko_key_sealed, OLD.cliniko_key_kek,
         OLD.cliniko_shard, OLD.directory_version, OLD.active)
        IS DISTINCT FROM
        (NEW.clinic_name, NEW.country, NEW.time_zone, NEW.contact_email, NEW.cliniko_key_sealed, NEW.cliniko_key_kek,
         NEW.cliniko_shard, NEW.directory_version, NEW.active))
  EXECUTE FUNCTION schedule_cache.note_clinic_change();
-- A clinic or a key that is new is held by nobody.
CREATE CONSTRAINT TRIGGER note_clinic_removal AFTER DELETE ON schedule_cache.clinics
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION schedule_cache.note_clinic_change();
CREATE CONSTRAINT TRIGGER note_clinic_change AFTER UPDATE OR DELETE ON schedule_cache.gateway_keys
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION schedule_cache.note_clinic_change();
CREATE CONSTRAINT TRIGGER note_clinic_change AFTER INSERT OR UPDATE OR DELETE ON schedule_cache.clinic_numbers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION schedule_cache.note_clinic_change();

-- What came since V018 is nobody else's either, whatever the database gives to whom by default.
DO $$
DECLARE
  outsider text;
BEGIN
  FOR outsider IN SELECT quote_ident(rolname) FROM pg_roles WHERE rolname IN ('anon', 'authenticated', 'service_role') LOOP
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA schedule_cache, booking, session FROM %s', outsider);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA schedule_cache, booking, session FROM %s', outsider);
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA schedule_cache, booking, session FROM %s', outsider);
  END LOOP;
END
$$;
