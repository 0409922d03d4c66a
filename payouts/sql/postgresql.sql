-- Two people before money leaves; and what was asked for, agreed and stated stays as it was.

-- Money moves towards Stripe only after two people said yes, neither of them the one who asked.
CREATE OR REPLACE FUNCTION payouts_two_reviewers_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('approved', 'sending') AND OLD.state <> NEW.state AND (
        SELECT COUNT(DISTINCT yes.reviewer_id) FROM payouts_payoutapproval yes
        WHERE yes.payout_id = NEW.id AND yes.withdrawn_at IS NULL AND yes.reviewer_id <> NEW.requested_by_id) < 2 THEN
        RAISE EXCEPTION 'payouts: two different reviewers, neither the one who asked, come before sending' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_two_reviewers BEFORE UPDATE ON payouts_payout FOR EACH ROW EXECUTE FUNCTION payouts_two_reviewers_guard();

CREATE OR REPLACE FUNCTION payouts_payout_begins_requested_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'requested' THEN
        RAISE EXCEPTION 'payouts: a payout begins as requested' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_payout_begins_requested BEFORE INSERT ON payouts_payout FOR EACH ROW EXECUTE FUNCTION payouts_payout_begins_requested_guard();

CREATE OR REPLACE FUNCTION payouts_payout_fixed_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.payee_id <> OLD.payee_id OR NEW.statement_id <> OLD.statement_id
    OR NEW.account_id <> OLD.account_id OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency
    OR NEW.requested_by_id <> OLD.requested_by_id THEN
        RAISE EXCEPTION 'payouts: whom a payout pays, and how much, never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_payout_fixed BEFORE UPDATE ON payouts_payout FOR EACH ROW EXECUTE FUNCTION payouts_payout_fixed_guard();

CREATE OR REPLACE FUNCTION payouts_payout_not_deleted_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payouts: payouts are never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER payouts_payout_not_deleted BEFORE DELETE ON payouts_payout FOR EACH ROW EXECUTE FUNCTION payouts_payout_not_deleted_guard();

CREATE OR REPLACE FUNCTION payouts_approval_by_another_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payouts_payout p WHERE p.id = NEW.payout_id AND p.requested_by_id = NEW.reviewer_id) THEN
        RAISE EXCEPTION 'payouts: who asked for a payout cannot approve it' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_approval_by_another BEFORE INSERT ON payouts_payoutapproval FOR EACH ROW EXECUTE FUNCTION payouts_approval_by_another_guard();

CREATE OR REPLACE FUNCTION payouts_approval_only_withdrawn_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payout_id <> OLD.payout_id OR NEW.reviewer_id <> OLD.reviewer_id OR NEW.created_at <> OLD.created_at
    OR NEW.evidence_sha256 <> OLD.evidence_sha256 OR OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'payouts: an approval is withdrawn once, and never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_approval_only_withdrawn BEFORE UPDATE ON payouts_payoutapproval FOR EACH ROW EXECUTE FUNCTION payouts_approval_only_withdrawn_guard();

CREATE OR REPLACE FUNCTION payouts_approval_not_deleted_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payouts: approvals are never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER payouts_approval_not_deleted BEFORE DELETE ON payouts_payoutapproval FOR EACH ROW EXECUTE FUNCTION payouts_approval_not_deleted_guard();

-- A key that could change could send twice.
CREATE OR REPLACE FUNCTION payouts_attempt_key_fixed_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payout_id <> OLD.payout_id OR NEW.number <> OLD.number OR NEW.key <> OLD.key OR NEW.created_at <> OLD.created_at THEN
        RAISE EXCEPTION 'payouts: the key of an attempt never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_attempt_key_fixed BEFORE UPDATE ON payouts_transferattempt FOR EACH ROW EXECUTE FUNCTION payouts_attempt_key_fixed_guard();

CREATE OR REPLACE FUNCTION payouts_attempt_not_deleted_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payouts: attempts are never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER payouts_attempt_not_deleted BEFORE DELETE ON payouts_transferattempt FOR EACH ROW EXECUTE FUNCTION payouts_attempt_not_deleted_guard();

CREATE OR REPLACE FUNCTION payouts_statement_closed_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'closed' THEN
        RAISE EXCEPTION 'payouts: a closed statement is corrected by a later one' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_statement_closed BEFORE UPDATE ON payouts_statement FOR EACH ROW EXECUTE FUNCTION payouts_statement_closed_guard();

CREATE OR REPLACE FUNCTION payouts_statement_not_deleted_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payouts: statements are never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER payouts_statement_not_deleted BEFORE DELETE ON payouts_statement FOR EACH ROW EXECUTE FUNCTION payouts_statement_not_deleted_guard();

CREATE OR REPLACE FUNCTION payouts_line_joins_open_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payouts_statement s WHERE s.id = NEW.statement_id AND s.state <> 'open') THEN
        RAISE EXCEPTION 'payouts: a line joins a statement only while it is open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_line_joins_open BEFORE INSERT ON payouts_statementline FOR EACH ROW EXECUTE FUNCTION payouts_line_joins_open_guard();

CREATE OR REPLACE FUNCTION payouts_line_not_changed_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payouts: the lines of a statement never change' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER payouts_line_not_changed BEFORE UPDATE ON payouts_statementline FOR EACH ROW EXECUTE FUNCTION payouts_line_not_changed_guard();

CREATE OR REPLACE FUNCTION payouts_line_not_deleted_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payouts: the lines of a statement are never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER payouts_line_not_deleted BEFORE DELETE ON payouts_statementline FOR EACH ROW EXECUTE FUNCTION payouts_line_not_deleted_guard();

CREATE OR REPLACE FUNCTION payouts_top_up_fixed_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.user_id <> OLD.user_id OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency THEN
        RAISE EXCEPTION 'payouts: whose top-up it is, and how much, never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payouts_top_up_fixed BEFORE UPDATE ON payouts_topup FOR EACH ROW EXECUTE FUNCTION payouts_top_up_fixed_guard();

CREATE OR REPLACE FUNCTION payouts_top_up_not_deleted_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payouts: top-ups are never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER payouts_top_up_not_deleted BEFORE DELETE ON payouts_topup FOR EACH ROW EXECUTE FUNCTION payouts_top_up_not_deleted_guard();
