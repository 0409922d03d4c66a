-- Two people before money leaves; and what was asked for, agreed and stated stays as it was.

-- Money moves towards Stripe only after two people said yes, neither of them the one who asked.
CREATE TRIGGER payouts_two_reviewers BEFORE UPDATE ON payouts_payout
WHEN NEW.state IN ('approved', 'sending') AND OLD.state <> NEW.state AND (
        SELECT COUNT(DISTINCT yes.reviewer_id) FROM payouts_payoutapproval yes
        WHERE yes.payout_id = NEW.id AND yes.withdrawn_at IS NULL AND yes.reviewer_id <> NEW.requested_by_id) < 2
BEGIN
    SELECT RAISE(ABORT, 'payouts: two different reviewers, neither the one who asked, come before sending');
END;

CREATE TRIGGER payouts_payout_begins_requested BEFORE INSERT ON payouts_payout
WHEN NEW.state <> 'requested'
BEGIN
    SELECT RAISE(ABORT, 'payouts: a payout begins as requested');
END;

CREATE TRIGGER payouts_payout_fixed BEFORE UPDATE ON payouts_payout
WHEN NEW.id <> OLD.id OR NEW.payee_id <> OLD.payee_id OR NEW.statement_id <> OLD.statement_id
    OR NEW.account_id <> OLD.account_id OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency
    OR NEW.requested_by_id <> OLD.requested_by_id
BEGIN
    SELECT RAISE(ABORT, 'payouts: whom a payout pays, and how much, never changes');
END;

CREATE TRIGGER payouts_payout_not_deleted BEFORE DELETE ON payouts_payout
BEGIN
    SELECT RAISE(ABORT, 'payouts: payouts are never deleted');
END;

CREATE TRIGGER payouts_approval_by_another BEFORE INSERT ON payouts_payoutapproval
WHEN EXISTS (SELECT 1 FROM payouts_payout p WHERE p.id = NEW.payout_id AND p.requested_by_id = NEW.reviewer_id)
BEGIN
    SELECT RAISE(ABORT, 'payouts: who asked for a payout cannot approve it');
END;

CREATE TRIGGER payouts_approval_only_withdrawn BEFORE UPDATE ON payouts_payoutapproval
WHEN NEW.payout_id <> OLD.payout_id OR NEW.reviewer_id <> OLD.reviewer_id OR NEW.created_at <> OLD.created_at
    OR NEW.evidence_sha256 <> OLD.evidence_sha256 OR OLD.withdrawn_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'payouts: an approval is withdrawn once, and never changed');
END;

CREATE TRIGGER payouts_approval_not_deleted BEFORE DELETE ON payouts_payoutapproval
BEGIN
    SELECT RAISE(ABORT, 'payouts: approvals are never deleted');
END;

-- A key that could change could send twice.
CREATE TRIGGER payouts_attempt_key_fixed BEFORE UPDATE ON payouts_transferattempt
WHEN NEW.payout_id <> OLD.payout_id OR NEW.number <> OLD.number OR NEW.key <> OLD.key OR NEW.created_at <> OLD.created_at
BEGIN
    SELECT RAISE(ABORT, 'payouts: the key of an attempt never changes');
END;

CREATE TRIGGER payouts_attempt_not_deleted BEFORE DELETE ON payouts_transferattempt
BEGIN
    SELECT RAISE(ABORT, 'payouts: attempts are never deleted');
END;

CREATE TRIGGER payouts_statement_closed BEFORE UPDATE ON payouts_statement
WHEN OLD.state = 'closed'
BEGIN
    SELECT RAISE(ABORT, 'payouts: a closed statement is corrected by a later one');
END;

CREATE TRIGGER payouts_statement_not_deleted BEFORE DELETE ON payouts_statement
BEGIN
    SELECT RAISE(ABORT, 'payouts: statements are never deleted');
END;

CREATE TRIGGER payouts_line_joins_open BEFORE INSERT ON payouts_statementline
WHEN EXISTS (SELECT 1 FROM payouts_statement s WHERE s.id = NEW.statement_id AND s.state <> 'open')
BEGIN
    SELECT RAISE(ABORT, 'payouts: a line joins a statement only while it is open');
END;

CREATE TRIGGER payouts_line_not_changed BEFORE UPDATE ON payouts_statementline
BEGIN
    SELECT RAISE(ABORT, 'payouts: the lines of a statement never change');
END;

CREATE TRIGGER payouts_line_not_deleted BEFORE DELETE ON payouts_statementline
BEGIN
    SELECT RAISE(ABORT, 'payouts: the lines of a statement are never deleted');
END;

CREATE TRIGGER payouts_top_up_fixed BEFORE UPDATE ON payouts_topup
WHEN NEW.user_id <> OLD.user_id OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency
BEGIN
    SELECT RAISE(ABORT, 'payouts: whose top-up it is, and how much, never changes');
END;

CREATE TRIGGER payouts_top_up_not_deleted BEFORE DELETE ON payouts_topup
BEGIN
    SELECT RAISE(ABORT, 'payouts: top-ups are never deleted');
END;
