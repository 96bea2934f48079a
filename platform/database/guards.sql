-- Rules of the database itself, safe to apply again at every start.

-- The ledger is append-only. ENABLE ALWAYS: the guard also holds for sessions with session_replication_role = replica.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: the ledger is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- The head of a chain moves forward only.
CREATE OR REPLACE FUNCTION refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.tenant = OLD.tenant AND NEW.seq > OLD.seq THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'UPDATE on ledger_heads is refused: the head of the ledger of % is at % and moves forward only', OLD.tenant, OLD.seq
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- Creating a trigger locks its table against writers, so it is done only where one is missing or switched off.
DO $$
DECLARE
  guard record;
BEGIN
  FOR guard IN
    SELECT * FROM (VALUES
      ('ledger_append_only', 'ledger_records', 'BEFORE UPDATE OR DELETE', 'ROW', 'refuse_change'),
      ('ledger_no_truncate', 'ledger_records', 'BEFORE TRUNCATE', 'STATEMENT', 'refuse_change'),
      ('ledger_head_forward', 'ledger_heads', 'BEFORE UPDATE', 'ROW', 'refuse_step_back'),
      ('ledger_head_kept', 'ledger_heads', 'BEFORE DELETE', 'ROW', 'refuse_change'),
      ('ledger_head_no_truncate', 'ledger_heads', 'BEFORE TRUNCATE', 'STATEMENT', 'refuse_change')
    ) AS wanted (name, on_table, event, level, calls)
  LOOP
    IF NOT EXISTS (
      SELECT FROM pg_trigger WHERE tgname = guard.name AND tgrelid = guard.on_table::regclass AND tgenabled = 'A'
    ) THEN
      EXECUTE format('CREATE OR REPLACE TRIGGER %I %s ON %I FOR EACH %s EXECUTE FUNCTION %I()',
        guard.name, guard.event, guard.on_table, guard.level, guard.calls);
      EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', guard.on_table, guard.name);
    END IF;
  END LOOP;
END $$;

-- Reserving money for requests to models, all in one call: budgets are locked in one order, judged one item after the other,
-- and attempts and sums are written together. `activities/models/book/reservations.ts` says what the items are.
CREATE OR REPLACE FUNCTION reserve_model_money(items jsonb, by_holder uuid, lease interval)
RETURNS TABLE (answer text, over_scope text, left_nano bigint) LANGUAGE plpgsql AS $$
DECLARE
  item jsonb;
  wanted bigint;
  waits boolean;
BEGIN
  PERFORM FROM model_budgets b
    WHERE (b.tenant, b.scope) IN (
      SELECT i->>'tenant', s->>'name' FROM jsonb_array_elements(items) i, jsonb_array_elements(i->'scopes') s)
    ORDER BY b.tenant, b.scope FOR UPDATE;
  FOR item IN SELECT value FROM jsonb_array_elements(items) LOOP
    wanted := (item->>'amountNano')::bigint;
    answer := NULL; over_scope := NULL; left_nano := NULL;
    IF EXISTS (
      SELECT FROM jsonb_to_recordset(item->'scopes') AS s (name text)
      LEFT JOIN model_budgets b ON b.tenant = item->>'tenant' AND b.scope = s.name WHERE b.scope IS NULL
    ) THEN
      RAISE EXCEPTION 'A budget row of tenant % is missing', item->>'tenant';
    END IF;
    -- What is spent counts for good; what is reserved may come back.
    SELECT s.name, greatest(s."limitNano" - b.settled_nano, 0) INTO over_scope, left_nano
      FROM jsonb_to_recordset(item->'scopes') AS s (name text, "limitNano" bigint)
      JOIN model_budgets b ON b.tenant = item->>'tenant' AND b.scope = s.name
      WHERE b.settled_nano + wanted > s."limitNano" LIMIT 1;
    IF over_scope IS NOT NULL THEN
      answer := 'over-budget';
      RETURN NEXT;
      CONTINUE;
    END IF;
    SELECT EXISTS (
      SELECT FROM jsonb_to_recordset(item->'scopes') AS s (name text, "limitNano" bigint)
      JOIN model_budgets b ON b.tenant = item->>'tenant' AND b.scope = s.name
      WHERE b.settled_nano + b.reserved_nano + wanted > s."limitNano"
    ) OR EXISTS (SELECT FROM model_answers a WHERE a.tenant = item->>'tenant' AND a.key = item->>'key') INTO waits;
    IF NOT waits THEN
      INSERT INTO model_attempts (id, tenant, key, claim_number, task, workflow_id, rung, model, deployment, status, holder,
          lease_until, currency, reserved_nano, scopes, policy_hash, prompt_hash, prices_from, propensity)
        VALUES ((item->>'id')::uuid, item->>'tenant', item->>'key', item->>'claimNumber', item->>'task', item->>'workflowId',
          (item->>'rung')::int, item->>'model', item->>'deployment', 'open', by_holder, clock_timestamp() + lease,
          item->>'currency', wanted, (SELECT jsonb_agg(s->'name') FROM jsonb_array_elements(item->'scopes') s),
          item->>'policyHash', item->>'promptHash', item->>'pricesFrom', (item->>'propensity')::float8)
        ON CONFLICT DO NOTHING;
      waits := NOT FOUND;
    END IF;
    IF waits THEN
      answer := 'not-now';
    ELSE
      UPDATE model_budgets b SET reserved_nano = b.reserved_nano + wanted
        FROM jsonb_to_recordset(item->'scopes') AS s (name text) WHERE b.tenant = item->>'tenant' AND b.scope = s.name;
      answer := 'granted';
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;
