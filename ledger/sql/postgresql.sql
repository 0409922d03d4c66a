-- The rules of the books. Postings come first, then their entry, which seals them; nothing is ever edited.

CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger: % refused on %; history is only added to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION ledger_account_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.balance <> 0 OR NEW.last_posting <> 0 THEN
        RAISE EXCEPTION 'ledger: an account starts empty' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- A balance moves only by a posting that was not counted yet, and by its amount.
CREATE OR REPLACE FUNCTION ledger_account_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.address, NEW.currency, NEW.guarded, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.address, OLD.currency, OLD.guarded, OLD.created_at) THEN
        RAISE EXCEPTION 'ledger: an account never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.balance, NEW.last_posting) IS DISTINCT FROM (OLD.balance, OLD.last_posting)
       AND NOT (OLD.guarded AND NEW.last_posting > OLD.last_posting AND EXISTS (
           SELECT 1 FROM ledger_posting
           WHERE id = NEW.last_posting AND account_id = NEW.id AND amount = NEW.balance - OLD.balance)) THEN
        RAISE EXCEPTION 'ledger: a balance follows its postings' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ledger_posting_insert() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner ledger_account%ROWTYPE;
BEGIN
    -- Another transaction may be writing or sealing the same entry: wait for it to end, then look.
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.entry_id, 0));
    IF EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id) THEN
        RAISE EXCEPTION 'ledger: entry % is sealed', NEW.entry_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT * INTO owner FROM ledger_account WHERE id = NEW.account_id;
    IF owner.currency IS DISTINCT FROM NEW.currency THEN
        RAISE EXCEPTION 'ledger: a posting is in its account''s currency' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF owner.guarded THEN
        -- Numbered after the lock, so that a guarded account's postings are numbered in the order its balance took them.
        PERFORM 1 FROM ledger_account WHERE id = NEW.account_id FOR NO KEY UPDATE;
        NEW.id := nextval(pg_get_serial_sequence('ledger_posting', 'id'));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ledger_posting_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_account SET balance = balance + NEW.amount, last_posting = NEW.id WHERE id = NEW.account_id AND guarded;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_entry_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.id, 0));
    IF (SELECT count(*) FROM ledger_posting WHERE entry_id = NEW.id) < 2 THEN
        RAISE EXCEPTION 'ledger: an entry has two postings or more' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = NEW.id GROUP BY currency HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'ledger: an entry sums to zero in each currency' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ledger_hold_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'pending' OR NOT EXISTS (
        SELECT 1 FROM ledger_account WHERE id = NEW.account_id AND guarded AND currency = NEW.currency) THEN
        RAISE EXCEPTION 'ledger: a hold starts pending, on a guarded account of its currency'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ledger_hold_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'pending' THEN
        RAISE EXCEPTION 'ledger: hold % was resolved', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.id, NEW.account_id, NEW.amount, NEW.currency, NEW.cause, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.amount, OLD.currency, OLD.cause, OLD.created_at) THEN
        RAISE EXCEPTION 'ledger: what a hold reserves never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION ledger_grant_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.user_id, NEW.kind, NEW.units, NEW.day, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.kind, OLD.units, OLD.day, OLD.created_at) THEN
        RAISE EXCEPTION 'ledger: what was granted never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_account_starts_empty BEFORE INSERT ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_insert();
CREATE TRIGGER ledger_account_follows_postings BEFORE UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_update();
CREATE TRIGGER ledger_account_not_deleted BEFORE DELETE ON ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_account_not_truncated BEFORE TRUNCATE ON ledger_account EXECUTE FUNCTION ledger_refuse();

CREATE TRIGGER ledger_posting_joins_open_entry BEFORE INSERT ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_posting_insert();
CREATE TRIGGER ledger_posting_counted AFTER INSERT ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_posting_count();
CREATE TRIGGER ledger_posting_not_updated BEFORE UPDATE ON ledger_posting FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_posting_not_deleted BEFORE DELETE ON ledger_posting FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_posting_not_truncated BEFORE TRUNCATE ON ledger_posting EXECUTE FUNCTION ledger_refuse();

CREATE TRIGGER ledger_entry_balanced BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_insert();
CREATE TRIGGER ledger_entry_not_updated BEFORE UPDATE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_not_deleted BEFORE DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_not_truncated BEFORE TRUNCATE ON ledger_entry EXECUTE FUNCTION ledger_refuse();

CREATE TRIGGER ledger_hold_starts_pending BEFORE INSERT ON ledger_hold
    FOR EACH ROW EXECUTE FUNCTION ledger_hold_insert();
CREATE TRIGGER ledger_hold_resolved_once BEFORE UPDATE ON ledger_hold FOR EACH ROW EXECUTE FUNCTION ledger_hold_update();
CREATE TRIGGER ledger_hold_not_deleted BEFORE DELETE ON ledger_hold FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_hold_not_truncated BEFORE TRUNCATE ON ledger_hold EXECUTE FUNCTION ledger_refuse();

CREATE TRIGGER ledger_grant_fixed BEFORE UPDATE ON ledger_grant FOR EACH ROW EXECUTE FUNCTION ledger_grant_update();
CREATE TRIGGER ledger_grant_not_deleted BEFORE DELETE ON ledger_grant FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_grant_not_truncated BEFORE TRUNCATE ON ledger_grant EXECUTE FUNCTION ledger_refuse();
