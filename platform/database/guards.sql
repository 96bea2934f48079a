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
