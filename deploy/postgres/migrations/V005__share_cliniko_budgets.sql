-- The budget of requests to Cliniko: one a clinic, shared by every replica of every service. Cliniko counts by
-- the minute but does not say where its minute begins, so what holds here holds for any window of that length.

ALTER TABLE schedule_cache.clinics
  -- Requests a window at most; null is what the deployment says (--cliniko-rate).
  ADD COLUMN cliniko_rate integer CHECK (cliniko_rate BETWEEN 1 AND 1000);

CREATE TABLE schedule_cache.cliniko_budgets (
  clinic_id     uuid PRIMARY KEY REFERENCES schedule_cache.clinics ON DELETE CASCADE,
  -- When each request of the last window was let through, by this server's clock, oldest first.
  granted       timestamptz[] NOT NULL DEFAULT '{}',
  -- Cliniko has refused one until then, by this server's clock.
  blocked_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);  -- a row is replaced at every request; so it stays on its page

-- Takes one request out of the clinic's budget. Returns 0 if it may be sent now, else in how many milliseconds one
-- may be free; nothing is taken then. Background work leaves a quarter of the budget to callers.
--
-- p_window_ms is Cliniko's window. A request counts for longer by a twentieth of it, since it reaches Cliniko
-- some time after it was granted: of two requests, the earlier may be late and the later quick.
--
-- The lock is held for the length of this call only, and waited for with a bound, so that a replica that
-- stops in the middle of it cannot hold up the others.
CREATE FUNCTION schedule_cache.take_cliniko_request(
  p_clinic uuid, p_background boolean, p_default_rate integer, p_window_ms integer)
RETURNS integer LANGUAGE plpgsql SET lock_timeout = '900ms' AS $$
DECLARE
  keep     CONSTANT interval := make_interval(secs => p_window_ms * 1.05 / 1000);
  -- The number of requests in `keep` below which one more is granted.
  allowed  integer;
  budget   schedule_cache.cliniko_budgets;
  at       timestamptz;
  recent   timestamptz[];
  free_at  timestamptz;
BEGIN
  SELECT COALESCE(c.cliniko_rate, p_default_rate) INTO allowed
    FROM schedule_cache.clinics c WHERE c.clinic_id = p_clinic;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such clinic' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF p_background THEN
    allowed := greatest(1, allowed - (allowed + 3) / 4);
  END IF;

  SELECT * INTO budget FROM schedule_cache.cliniko_budgets b WHERE b.clinic_id = p_clinic FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO schedule_cache.cliniko_budgets (clinic_id) VALUES (p_clinic) ON CONFLICT DO NOTHING;
    SELECT * INTO budget FROM schedule_cache.cliniko_budgets b WHERE b.clinic_id = p_clinic FOR UPDATE;
  END IF;

  -- Read under the lock, so that grants are in the order of their times. One from the future was made before
  -- this server's clock was set back: it counts from now on.
  at := clock_timestamp();
  recent := ARRAY(SELECT least(g, at) FROM unnest(budget.granted) g WHERE g > at - keep ORDER BY 1);
  IF cardinality(recent) < allowed AND budget.blocked_until <= at THEN
    UPDATE schedule_cache.cliniko_budgets SET granted = recent || at WHERE clinic_id = p_clinic;
    RETURN 0;
  END IF;

  free_at := budget.blocked_until;
  IF cardinality(recent) >= allowed THEN
    free_at := greatest(free_at, recent[cardinality(recent) - allowed + 1] + keep);
  END IF;
  RETURN greatest(1, ceil(extract(epoch FROM free_at - at) * 1000));
END
$$;
