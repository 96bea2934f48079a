-- Rules of the database itself, safe to apply again at every start.

-- The ledger is append-only. ENABLE ALWAYS: the guard also holds for sessions with session_replication_role = replica.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: it is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
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

-- What has changed, for everybody who listens on `adjutant_live` (client/sdk/live.ts): names and numbers, never content.
-- Equal messages of one transaction are sent once, at its commit.
CREATE OR REPLACE FUNCTION tell_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('adjutant_live', json_build_object(
    'tenant', NEW.tenant, 'type', 'claim', 'claimNumber', NEW.claim_number, 'version', NEW.version)::text);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION tell_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An assignment of version 0 is a place kept for the first one, which follows at once.
  IF NEW.version = 0 THEN
    RETURN NULL;
  END IF;
  PERFORM pg_notify('adjutant_live', json_build_object('tenant', NEW.tenant, 'type', TG_ARGV[0],
    'claimNumber', NEW.claim_number, 'taskId', NEW.task_id, 'version', NEW.version)::text);
  RETURN NULL;
END $$;

-- Events for webhooks, written in the transaction of the change: one row for each address that wants them. Names and figures only.
CREATE OR REPLACE FUNCTION put_event(of_tenant text, of_type text, of_subject text, of_data jsonb) RETURNS void LANGUAGE sql AS $$
  WITH event AS MATERIALIZED (SELECT gen_random_uuid() AS id)
  INSERT INTO webhook_deliveries (tenant, endpoint_id, event_id, type, subject, data)
  SELECT of_tenant, e.id, event.id, of_type, of_subject, of_data
  FROM webhook_endpoints e, event
  WHERE e.tenant = of_tenant AND e.status = 'active'
    AND (e.types IS NULL OR jsonb_typeof(e.types) = 'null' OR e.types ? of_type)
$$;

CREATE OR REPLACE FUNCTION event_of_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  data jsonb := jsonb_build_object('claimNumber', NEW.claim_number, 'episode', NEW.episode, 'status', NEW.status);
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM put_event(NEW.tenant, CASE WHEN NEW.episode = 1 THEN 'adjutant.claim.received' ELSE 'adjutant.claim.reopened' END,
      NEW.claim_number, data);
  ELSIF NEW.status <> OLD.status THEN
    PERFORM put_event(NEW.tenant, 'adjutant.claim.status-changed', NEW.claim_number,
      data || jsonb_build_object('previousStatus', OLD.status));
  END IF;
  IF NEW.status = 'closed' AND (TG_OP = 'INSERT' OR OLD.status <> 'closed') THEN
    PERFORM put_event(NEW.tenant, 'adjutant.claim.closed', NEW.claim_number,
      data || jsonb_build_object('outcome', NEW.outcome, 'paidMinor', NEW.body->'paidMinor', 'currency', NEW.body->'currency'));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION event_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  data jsonb := jsonb_build_object('claimNumber', NEW.claim_number, 'taskId', NEW.task_id, 'kind', NEW.kind,
    'role', NEW.role, 'dueAt', to_char(NEW.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
BEGIN
  IF TG_OP = 'INSERT' AND NEW.status = 'open' THEN
    PERFORM put_event(NEW.tenant, 'adjutant.task.opened', NEW.claim_number, data);
  ELSIF TG_OP = 'UPDATE' AND NEW.status <> OLD.status THEN
    PERFORM put_event(NEW.tenant, 'adjutant.task.ended', NEW.claim_number, data || jsonb_build_object('status', NEW.status));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION event_of_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'delivered' AND (TG_OP = 'INSERT' OR OLD.status <> 'delivered') THEN
    PERFORM put_event(NEW.tenant, 'adjutant.letter.delivered', NEW.claim_number,
      jsonb_build_object('claimNumber', NEW.claim_number, 'key', NEW.key, 'kind', NEW.kind));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION event_of_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.status <> OLD.status THEN
    PERFORM put_event(NEW.tenant, 'adjutant.payment.changed', NEW.claim_number, jsonb_build_object('claimNumber', NEW.claim_number,
      'key', NEW.key, 'status', NEW.status, 'amountMinor', NEW.amount_minor, 'currency', NEW.currency));
  END IF;
  RETURN NULL;
END $$;

-- Creating a trigger locks its table against writers, so it is done only where one is missing or switched off.
DO $$
DECLARE
  guard record;
BEGIN
  FOR guard IN
    SELECT * FROM (VALUES
      ('ledger_append_only', 'ledger_records', 'BEFORE UPDATE OR DELETE', 'ROW', 'refuse_change()'),
      ('ledger_no_truncate', 'ledger_records', 'BEFORE TRUNCATE', 'STATEMENT', 'refuse_change()'),
      ('access_append_only', 'access_records', 'BEFORE UPDATE OR DELETE', 'ROW', 'refuse_change()'),
      ('access_no_truncate', 'access_records', 'BEFORE TRUNCATE', 'STATEMENT', 'refuse_change()'),
      ('ledger_head_forward', 'ledger_heads', 'BEFORE UPDATE', 'ROW', 'refuse_step_back()'),
      ('ledger_head_kept', 'ledger_heads', 'BEFORE DELETE', 'ROW', 'refuse_change()'),
      ('ledger_head_no_truncate', 'ledger_heads', 'BEFORE TRUNCATE', 'STATEMENT', 'refuse_change()'),
      ('assignments_append_only', 'assignment_events', 'BEFORE UPDATE OR DELETE', 'ROW', 'refuse_change()'),
      ('assignments_no_truncate', 'assignment_events', 'BEFORE TRUNCATE', 'STATEMENT', 'refuse_change()'),
      ('claims_live', 'claim_projections', 'AFTER INSERT OR UPDATE', 'ROW', 'tell_claim()'),
      ('tasks_live', 'review_tasks', 'AFTER INSERT OR UPDATE', 'ROW', 'tell_task(''task'')'),
      ('assignments_live', 'task_assignments', 'AFTER INSERT OR UPDATE', 'ROW', 'tell_task(''assignment'')'),
      ('claims_events', 'claim_projections', 'AFTER INSERT OR UPDATE', 'ROW', 'event_of_claim()'),
      ('tasks_events', 'review_tasks', 'AFTER INSERT OR UPDATE', 'ROW', 'event_of_task()'),
      ('letters_events', 'letters', 'AFTER INSERT OR UPDATE', 'ROW', 'event_of_letter()'),
      ('payments_events', 'payments', 'AFTER INSERT OR UPDATE', 'ROW', 'event_of_payment()')
    ) AS wanted (name, on_table, event, level, calls)
  LOOP
    IF NOT EXISTS (
      SELECT FROM pg_trigger WHERE tgname = guard.name AND tgrelid = guard.on_table::regclass AND tgenabled = 'A'
    ) THEN
      EXECUTE format('CREATE OR REPLACE TRIGGER %I %s ON %I FOR EACH %s EXECUTE FUNCTION %s',
        guard.name, guard.event, guard.on_table, guard.level, guard.calls);
      EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', guard.on_table, guard.name);
    END IF;
  END LOOP;
END $$;

-- Money of requests to models, one call for many requests: budgets are locked in one order, then judged or changed one request
-- after the other. Every look is by primary key: plans are kept, whatever the size the tables had when they were made.
-- `activities/models/book` says what the items are.

-- Lock the budget rows of items until the commit; make those that are missing.
CREATE OR REPLACE FUNCTION lock_model_budgets(items jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  row record;
BEGIN
  FOR row IN
    SELECT DISTINCT i->>'tenant' AS tenant, s AS scope
    FROM jsonb_array_elements(items) i, jsonb_array_elements_text(i->'scopes') s ORDER BY 1, 2
  LOOP
    PERFORM FROM model_budgets b WHERE b.tenant = row.tenant AND b.scope = row.scope FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO model_budgets (tenant, scope, reserved_nano, settled_nano) VALUES (row.tenant, row.scope, 0, 0)
        ON CONFLICT DO NOTHING;
      PERFORM FROM model_budgets b WHERE b.tenant = row.tenant AND b.scope = row.scope FOR UPDATE;
    END IF;
  END LOOP;
END $$;

-- Reserve the most that requests can cost, and write them down as open attempts: one answer for each item, in their order.
CREATE OR REPLACE FUNCTION reserve_model_money(items jsonb, by_holder uuid, lease interval)
RETURNS TABLE (answer text, over_scope text, left_nano bigint) LANGUAGE plpgsql AS $$
DECLARE
  item jsonb;
  names text[];
  limits bigint[];
  wanted bigint;
  budget record;
  waits boolean;
BEGIN
  PERFORM lock_model_budgets(items);
  FOR item IN SELECT value FROM jsonb_array_elements(items) LOOP
    wanted := (item->>'amountNano')::bigint;
    names := ARRAY(SELECT jsonb_array_elements_text(item->'scopes'));
    limits := ARRAY(SELECT jsonb_array_elements_text(item->'limitsNano')::bigint);
    answer := NULL; over_scope := NULL; left_nano := NULL; waits := false;
    FOR place IN 1 .. coalesce(array_length(names, 1), 0) LOOP
      SELECT b.settled_nano, b.reserved_nano INTO STRICT budget
        FROM model_budgets b WHERE b.tenant = item->>'tenant' AND b.scope = names[place];
      -- What is spent counts for good; what is reserved may come back.
      IF budget.settled_nano + wanted > limits[place] THEN
        answer := 'over-budget';
        over_scope := names[place];
        left_nano := greatest(limits[place] - budget.settled_nano, 0);
        EXIT;
      END IF;
      waits := waits OR budget.settled_nano + budget.reserved_nano + wanted > limits[place];
    END LOOP;
    IF answer IS NOT NULL THEN
      RETURN NEXT;
      CONTINUE;
    END IF;
    waits := waits OR EXISTS (SELECT FROM model_answers a WHERE a.tenant = item->>'tenant' AND a.key = item->>'key');
    IF NOT waits THEN
      INSERT INTO model_attempts (id, tenant, key, claim_number, task, workflow_id, rung, model, deployment, status, holder,
          lease_until, currency, reserved_nano, scopes, policy_hash, prompt_hash, prices_from, propensity)
        VALUES ((item->>'id')::uuid, item->>'tenant', item->>'key', item->>'claimNumber', item->>'task', item->>'workflowId',
          (item->>'rung')::int, item->>'model', item->>'deployment', 'open', by_holder, clock_timestamp() + lease,
          item->>'currency', wanted, item->'scopes', item->>'policyHash', item->>'promptHash', item->>'pricesFrom',
          (item->>'propensity')::float8)
        ON CONFLICT DO NOTHING;
      waits := NOT FOUND;
    END IF;
    IF waits THEN
      answer := 'not-now';
    ELSE
      UPDATE model_budgets b SET reserved_nano = b.reserved_nano + wanted
        WHERE b.tenant = item->>'tenant' AND b.scope = ANY (names);
      answer := 'granted';
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- What requests did cost, accepted answers under their keys, and the records that the ledger is to have.
CREATE OR REPLACE FUNCTION settle_model_money(items jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  item jsonb;
  attempt record;
  cost bigint;
BEGIN
  PERFORM lock_model_budgets(items);
  FOR item IN SELECT value FROM jsonb_array_elements(items) LOOP
    -- `unknown`: swept meanwhile. What is known now replaces the maximum.
    SELECT a.status, a.reserved_nano, coalesce(a.settled_nano, 0) AS settled_nano, a.scopes INTO attempt
      FROM model_attempts a WHERE a.id = (item->>'id')::uuid AND a.status IN ('open', 'unknown') FOR UPDATE;
    IF FOUND THEN
      cost := CASE item->>'status'
        WHEN 'settled' THEN (item->>'costNano')::bigint WHEN 'unknown' THEN attempt.reserved_nano ELSE 0 END;
      UPDATE model_attempts a SET status = item->>'status', settled_nano = cost, usage = item->'usage',
          outcome = item->>'outcome', reasons = item->'reasons', output = item->'output',
          request_id = item->>'requestId', provider_ms = (item->>'providerMs')::float8, ended_at = clock_timestamp()
        WHERE a.id = (item->>'id')::uuid;
      UPDATE model_budgets b SET settled_nano = b.settled_nano + cost - attempt.settled_nano,
          reserved_nano = b.reserved_nano - CASE attempt.status WHEN 'open' THEN attempt.reserved_nano ELSE 0 END
        WHERE b.tenant = item->>'tenant' AND b.scope = ANY (ARRAY(SELECT jsonb_array_elements_text(attempt.scopes)));
    END IF;
    IF jsonb_typeof(item->'answer') = 'object' THEN
      INSERT INTO model_answers (tenant, key, claim_number, task, body)
        VALUES (item->>'tenant', item#>>'{answer,key}', item#>>'{answer,claimNumber}', item#>>'{answer,task}',
          item#>'{answer,body}')
        ON CONFLICT DO NOTHING;
    END IF;
    IF jsonb_typeof(item->'record') = 'object' THEN
      INSERT INTO model_records (tenant, batch) VALUES (item->>'tenant', item->'record');
    END IF;
  END LOOP;
END $$;
