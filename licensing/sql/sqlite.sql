-- What licensing never changes once it is agreed: published terms, sheets in force, affirmations, decisions, royalty lines.

CREATE TRIGGER licensing_terms_fixed BEFORE UPDATE ON licensing_terms
WHEN OLD.state IN ('published', 'retired') AND (
    NEW.document IS NOT OLD.document OR NEW.sha256 IS NOT OLD.sha256
    OR NEW.currency IS NOT OLD.currency OR NEW.lowest_fee IS NOT OLD.lowest_fee
    OR NEW.starts_on IS NOT OLD.starts_on OR NEW.ends_on IS NOT OLD.ends_on
    OR NEW.character_id IS NOT OLD.character_id OR NEW.version IS NOT OLD.version
    OR NEW.published_at IS NOT OLD.published_at OR NEW.id IS NOT OLD.id
)
BEGIN SELECT RAISE(ABORT, 'published terms cannot be changed'); END;

CREATE TRIGGER licensing_terms_steps BEFORE UPDATE ON licensing_terms
WHEN (OLD.state = 'retired' AND NEW.state <> 'retired')
    OR (OLD.state = 'published' AND NEW.state NOT IN ('published', 'retired'))
BEGIN SELECT RAISE(ABORT, 'published terms can only be retired'); END;

CREATE TRIGGER licensing_terms_kept BEFORE DELETE ON licensing_terms
WHEN OLD.state IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'published terms cannot be deleted'); END;

CREATE TRIGGER licensing_sheet_fixed BEFORE UPDATE ON licensing_splitsheet
WHEN OLD.state <> 'draft' AND (NEW.character_id <> OLD.character_id OR NEW.version <> OLD.version
    OR NEW.state NOT IN (OLD.state, 'superseded'))
BEGIN SELECT RAISE(ABORT, 'a split sheet in force cannot be changed'); END;

CREATE TRIGGER licensing_sheet_whole BEFORE UPDATE ON licensing_splitsheet
WHEN OLD.state = 'draft' AND NEW.state = 'in_force'
    AND (SELECT COALESCE(SUM(ppm), 0) FROM licensing_splitshare WHERE sheet_id = NEW.id) <> 1000000
BEGIN SELECT RAISE(ABORT, 'the shares of a split sheet must sum to 1000000 ppm'); END;

CREATE TRIGGER licensing_sheet_kept BEFORE DELETE ON licensing_splitsheet
WHEN OLD.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a split sheet that was in force cannot be deleted'); END;

CREATE TRIGGER licensing_sheet_drafted BEFORE INSERT ON licensing_splitsheet
WHEN NEW.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a split sheet starts as a draft'); END;

CREATE TRIGGER licensing_share_added BEFORE INSERT ON licensing_splitshare
WHEN (SELECT state FROM licensing_splitsheet WHERE id = NEW.sheet_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'the shares of a split sheet in force are fixed'); END;

CREATE TRIGGER licensing_share_fixed BEFORE UPDATE ON licensing_splitshare
WHEN (SELECT state FROM licensing_splitsheet WHERE id = OLD.sheet_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'the shares of a split sheet in force are fixed'); END;

CREATE TRIGGER licensing_share_kept BEFORE DELETE ON licensing_splitshare
WHEN (SELECT state FROM licensing_splitsheet WHERE id = OLD.sheet_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'the shares of a split sheet in force are fixed'); END;

CREATE TRIGGER licensing_claim_fixed BEFORE UPDATE ON licensing_rightsclaim
BEGIN SELECT RAISE(ABORT, 'an affirmation of rights is only ever added'); END;
CREATE TRIGGER licensing_claim_kept BEFORE DELETE ON licensing_rightsclaim
BEGIN SELECT RAISE(ABORT, 'an affirmation of rights is only ever added'); END;
CREATE TRIGGER licensing_decision_fixed BEFORE UPDATE ON licensing_decision
BEGIN SELECT RAISE(ABORT, 'a decision is only ever added'); END;
CREATE TRIGGER licensing_decision_kept BEFORE DELETE ON licensing_decision
BEGIN SELECT RAISE(ABORT, 'a decision is only ever added'); END;
CREATE TRIGGER licensing_decisionterms_fixed BEFORE UPDATE ON licensing_decisionterms
BEGIN SELECT RAISE(ABORT, 'what a decision stands on is only ever added'); END;
CREATE TRIGGER licensing_decisionterms_kept BEFORE DELETE ON licensing_decisionterms
BEGIN SELECT RAISE(ABORT, 'what a decision stands on is only ever added'); END;
CREATE TRIGGER licensing_royaltyline_fixed BEFORE UPDATE ON licensing_royaltyline
BEGIN SELECT RAISE(ABORT, 'a royalty line is only ever added'); END;
CREATE TRIGGER licensing_royaltyline_kept BEFORE DELETE ON licensing_royaltyline
BEGIN SELECT RAISE(ABORT, 'a royalty line is only ever added'); END;
