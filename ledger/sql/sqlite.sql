-- The rules of the books. Postings come first, then their entry, which seals them; nothing is ever edited.
-- Writers hold the one write lock, so no rule here races. INSERT OR REPLACE deletes rows without firing a delete
-- trigger: each table that is only added to therefore refuses a row whose key is there. Columns have no strict type, so
-- amounts are checked to be whole numbers.

CREATE TRIGGER ledger_account_starts_empty BEFORE INSERT ON ledger_account
WHEN NEW.balance IS NOT 0 OR NEW.last_posting IS NOT 0
    OR EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.id OR (address = NEW.address AND currency = NEW.currency))
BEGIN
    SELECT RAISE(ABORT, 'ledger: an account starts empty, and once');
END;

CREATE TRIGGER ledger_account_fixed BEFORE UPDATE ON ledger_account
WHEN NEW.id IS NOT OLD.id OR NEW.address IS NOT OLD.address OR NEW.currency IS NOT OLD.currency
    OR NEW.guarded IS NOT OLD.guarded OR NEW.created_at IS NOT OLD.created_at
BEGIN
    SELECT RAISE(ABORT, 'ledger: an account never changes');
END;

-- A balance moves only by a posting that was not counted yet, and by its amount.
CREATE TRIGGER ledger_account_follows_postings BEFORE UPDATE ON ledger_account
WHEN (NEW.balance IS NOT OLD.balance OR NEW.last_posting IS NOT OLD.last_posting)
    AND NOT (OLD.guarded AND NEW.last_posting > OLD.last_posting AND EXISTS (
        SELECT 1 FROM ledger_posting
        WHERE id = NEW.last_posting AND account_id = NEW.id AND amount = NEW.balance - OLD.balance))
BEGIN
    SELECT RAISE(ABORT, 'ledger: a balance follows its postings');
END;

CREATE TRIGGER ledger_account_not_deleted BEFORE DELETE ON ledger_account
BEGIN
    SELECT RAISE(ABORT, 'ledger: accounts are never deleted');
END;

CREATE TRIGGER ledger_posting_joins_open_entry BEFORE INSERT ON ledger_posting
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id) OR EXISTS (SELECT 1 FROM ledger_posting WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'ledger: this entry is sealed');
END;

CREATE TRIGGER ledger_posting_in_currency BEFORE INSERT ON ledger_posting
WHEN typeof(NEW.amount) <> 'integer'
    OR NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.account_id AND currency = NEW.currency)
BEGIN
    SELECT RAISE(ABORT, 'ledger: a posting is whole minor units in its account''s currency');
END;

CREATE TRIGGER ledger_posting_counted AFTER INSERT ON ledger_posting
BEGIN
    UPDATE ledger_account SET balance = balance + NEW.amount, last_posting = NEW.id WHERE id = NEW.account_id AND guarded;
END;

CREATE TRIGGER ledger_posting_not_updated BEFORE UPDATE ON ledger_posting
BEGIN
    SELECT RAISE(ABORT, 'ledger: postings are never changed');
END;

CREATE TRIGGER ledger_posting_not_deleted BEFORE DELETE ON ledger_posting
BEGIN
    SELECT RAISE(ABORT, 'ledger: postings are never deleted');
END;

CREATE TRIGGER ledger_entry_balanced BEFORE INSERT ON ledger_entry
WHEN (SELECT count(*) FROM ledger_posting WHERE entry_id = NEW.id) < 2
    OR EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = NEW.id GROUP BY currency HAVING sum(amount) <> 0)
BEGIN
    SELECT RAISE(ABORT, 'ledger: an entry has two postings or more and sums to zero in each currency');
END;

CREATE TRIGGER ledger_entry_new BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id OR key = NEW.key OR reverses_id = NEW.reverses_id)
BEGIN
    SELECT RAISE(ABORT, 'ledger: this entry is there already');
END;

CREATE TRIGGER ledger_entry_not_updated BEFORE UPDATE ON ledger_entry
BEGIN
    SELECT RAISE(ABORT, 'ledger: entries are never changed');
END;

CREATE TRIGGER ledger_entry_not_deleted BEFORE DELETE ON ledger_entry
BEGIN
    SELECT RAISE(ABORT, 'ledger: entries are never deleted');
END;

CREATE TRIGGER ledger_hold_starts_pending BEFORE INSERT ON ledger_hold
WHEN NEW.state <> 'pending' OR typeof(NEW.amount) <> 'integer'
    OR NOT EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.account_id AND guarded AND currency = NEW.currency)
    OR EXISTS (SELECT 1 FROM ledger_hold WHERE id = NEW.id OR (cause = NEW.cause AND account_id = NEW.account_id))
BEGIN
    SELECT RAISE(ABORT, 'ledger: a hold starts pending, once, on a guarded account of its currency');
END;

CREATE TRIGGER ledger_hold_resolved_once BEFORE UPDATE ON ledger_hold
WHEN OLD.state <> 'pending'
BEGIN
    SELECT RAISE(ABORT, 'ledger: this hold was resolved');
END;

CREATE TRIGGER ledger_hold_fixed BEFORE UPDATE ON ledger_hold
WHEN NEW.id IS NOT OLD.id OR NEW.account_id IS NOT OLD.account_id OR NEW.amount IS NOT OLD.amount
    OR NEW.currency IS NOT OLD.currency OR NEW.cause IS NOT OLD.cause OR NEW.created_at IS NOT OLD.created_at
    OR typeof(NEW.captured) <> 'integer'
BEGIN
    SELECT RAISE(ABORT, 'ledger: what a hold reserves never changes');
END;

CREATE TRIGGER ledger_hold_not_deleted BEFORE DELETE ON ledger_hold
BEGIN
    SELECT RAISE(ABORT, 'ledger: holds are never deleted');
END;

CREATE TRIGGER ledger_grant_new BEFORE INSERT ON ledger_grant
WHEN EXISTS (SELECT 1 FROM ledger_grant
    WHERE id = NEW.id OR (kind = 'daily' AND NEW.kind = 'daily' AND user_id = NEW.user_id AND day = NEW.day))
BEGIN
    SELECT RAISE(ABORT, 'ledger: this grant is there already');
END;

CREATE TRIGGER ledger_grant_fixed BEFORE UPDATE ON ledger_grant
WHEN NEW.id IS NOT OLD.id OR NEW.user_id IS NOT OLD.user_id OR NEW.kind IS NOT OLD.kind OR NEW.units IS NOT OLD.units
    OR NEW.day IS NOT OLD.day OR NEW.created_at IS NOT OLD.created_at
BEGIN
    SELECT RAISE(ABORT, 'ledger: what was granted never changes');
END;

CREATE TRIGGER ledger_grant_not_deleted BEFORE DELETE ON ledger_grant
BEGIN
    SELECT RAISE(ABORT, 'ledger: grants are never deleted');
END;
