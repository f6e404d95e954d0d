-- The budget of requests to Cliniko is that of the key: Cliniko counts by whose key it is, so clinics with one key
-- share what it may ask. The smallest of their numbers holds for all of them.

ALTER TABLE schedule_cache.clinics
  -- SHA-256 of the Cliniko key, which is long and random. Null until the first request of a clinic that is older
  -- than this column: only the services can open its key.
  ADD COLUMN cliniko_key_sha256 bytea CHECK (length(cliniko_key_sha256) = 32);
CREATE INDEX clinics_by_cliniko_key ON schedule_cache.clinics (cliniko_key_sha256);

DROP FUNCTION schedule_cache.take_cliniko_request(uuid, boolean, integer, integer);
DROP TABLE schedule_cache.cliniko_budgets;

CREATE TABLE schedule_cache.cliniko_budgets (
  key_sha256            bytea PRIMARY KEY CHECK (length(key_sha256) = 32),
  -- When each request of the last window was let through, by this server's clock, oldest first.
  granted_to_callers    timestamptz[] NOT NULL DEFAULT '{}',
  granted_to_background timestamptz[] NOT NULL DEFAULT '{}',
  -- Cliniko has refused one until then, by this server's clock.
  blocked_until         timestamptz NOT NULL DEFAULT '-infinity',
  used_at               timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);  -- a row is replaced at every request; so it stays on its page

-- Takes one request out of the budget of a key, for a clinic (null: one that is being added). wait_ms is 0 if it may
-- be sent now, else in how many milliseconds one may be free; nothing is taken then. remaining and rate tell how many
-- of how many are left in this window.
--
-- Callers may take all there is. Background work may hold two fifths of what callers have left over in the window
-- that ends now, so three fifths of that are always free for the next caller; the more callers ask, the less it
-- gets, down to a twentieth of the budget. It gets its share in twelfths of the window: what is given back later
-- comes back evenly, and never as a burst.
--
-- p_window_ms is Cliniko's window. A request counts for longer by a twentieth of it, since it reaches Cliniko
-- some time after it was granted: of two requests, the earlier may be late and the later quick.
--
-- The lock is held for the length of this call only, and waited for with a bound, so that a replica that
-- stops in the middle of it cannot hold up the others.
CREATE FUNCTION schedule_cache.take_cliniko_request(
  p_key_sha256 bytea, p_clinic uuid, p_background boolean, p_default_rate integer, p_window_ms integer,
  OUT wait_ms integer, OUT remaining integer, OUT rate integer)
LANGUAGE plpgsql SET lock_timeout = '900ms' AS $$
DECLARE
  keep       CONSTANT interval := make_interval(secs => p_window_ms * 1.05 / 1000);
  known      boolean;
  unmarked   boolean;
  budget     schedule_cache.cliniko_budgets;
  at         timestamptz;
  callers    timestamptz[];
  background timestamptz[];
  used       integer;
  share      integer;  -- of background work, in a window
  burst      integer;  -- of background work, in a twelfth of it
  free_at    timestamptz;
BEGIN
  SELECT min(COALESCE(c.cliniko_rate, p_default_rate)), bool_or(c.clinic_id = p_clinic),
         bool_or(c.clinic_id = p_clinic AND c.cliniko_key_sha256 IS NULL)
    INTO rate, known, unmarked
    FROM schedule_cache.clinics c WHERE c.cliniko_key_sha256 = p_key_sha256 OR c.clinic_id = p_clinic;
  IF p_clinic IS NOT NULL AND known IS NOT TRUE THEN
    RAISE EXCEPTION 'no such clinic' USING ERRCODE = 'foreign_key_violation';
  END IF;
  rate := COALESCE(rate, p_default_rate);
  IF unmarked THEN
    -- Whoever writes the clinic at this moment is not waited for: the next request marks it.
    UPDATE schedule_cache.clinics c SET cliniko_key_sha256 = p_key_sha256 WHERE c.clinic_id = (
      SELECT n.clinic_id FROM schedule_cache.clinics n
      WHERE n.clinic_id = p_clinic AND n.cliniko_key_sha256 IS NULL FOR NO KEY UPDATE SKIP LOCKED);
  END IF;

  SELECT * INTO budget FROM schedule_cache.cliniko_budgets b WHERE b.key_sha256 = p_key_sha256 FOR UPDATE;
  IF NOT FOUND THEN
    -- The budgets of keys that nobody has any more go when a new one comes.
    DELETE FROM schedule_cache.cliniko_budgets b WHERE b.used_at < now() - interval '1 hour'
      AND NOT EXISTS (SELECT FROM schedule_cache.clinics c WHERE c.cliniko_key_sha256 = b.key_sha256);
    INSERT INTO schedule_cache.cliniko_budgets (key_sha256) VALUES (p_key_sha256) ON CONFLICT DO NOTHING;
    SELECT * INTO budget FROM schedule_cache.cliniko_budgets b WHERE b.key_sha256 = p_key_sha256 FOR UPDATE;
  END IF;

  -- Read under the lock, so that grants are in the order of their times. One from the future was made before
  -- this server's clock was set back: it counts from now on.
  at := clock_timestamp();
  callers := ARRAY(SELECT least(g, at) FROM unnest(budget.granted_to_callers) g WHERE g > at - keep ORDER BY 1);
  background := ARRAY(
    SELECT least(g, at) FROM unnest(budget.granted_to_background) g WHERE g > at - keep ORDER BY 1);
  used := cardinality(callers) + cardinality(background);

  free_at := budget.blocked_until;
  IF used >= rate THEN
    free_at := greatest(free_at, keep + (
      SELECT g FROM unnest(callers || background) g ORDER BY g OFFSET used - rate LIMIT 1));
  END IF;
  IF p_background THEN
    share := greatest(1, rate / 20, (rate - cardinality(callers)) * 2 / 5);
    burst := (share + 11) / 12;
    IF cardinality(background) >= share THEN
      free_at := greatest(free_at, background[cardinality(background) - share + 1] + keep);
    END IF;
    IF cardinality(background) >= burst THEN
      free_at := greatest(free_at, background[cardinality(background) - burst + 1] + keep / 12);
    END IF;
  END IF;

  IF free_at <= at THEN
    IF p_background THEN
      background := background || at;
    ELSE
      callers := callers || at;
    END IF;
    UPDATE schedule_cache.cliniko_budgets
      SET granted_to_callers = callers, granted_to_background = background, used_at = at
      WHERE key_sha256 = p_key_sha256;
    used := used + 1;
    wait_ms := 0;
  ELSE
    wait_ms := greatest(1, ceil(extract(epoch FROM free_at - at) * 1000));
  END IF;
  remaining := greatest(0, rate - used);
END
$$;
