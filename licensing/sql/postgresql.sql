-- What licensing never changes once it is agreed: published terms, sheets in force, affirmations, decisions, royalty lines.

CREATE OR REPLACE FUNCTION licensing_terms_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('published', 'retired') THEN
            RAISE EXCEPTION 'terms % were published and cannot be deleted', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state IN ('published', 'retired') AND (
        NEW.document IS DISTINCT FROM OLD.document OR NEW.sha256 IS DISTINCT FROM OLD.sha256
        OR NEW.currency IS DISTINCT FROM OLD.currency OR NEW.lowest_fee IS DISTINCT FROM OLD.lowest_fee
        OR NEW.starts_on IS DISTINCT FROM OLD.starts_on OR NEW.ends_on IS DISTINCT FROM OLD.ends_on
        OR NEW.character_id IS DISTINCT FROM OLD.character_id OR NEW.version IS DISTINCT FROM OLD.version
        OR NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.id IS DISTINCT FROM OLD.id
    ) THEN
        RAISE EXCEPTION 'terms % were published and cannot be changed', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'retired' AND NEW.state <> 'retired' OR OLD.state = 'published' AND NEW.state NOT IN ('published', 'retired') THEN
        RAISE EXCEPTION 'terms % cannot go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER licensing_terms_fixed BEFORE UPDATE OR DELETE ON licensing_terms
    FOR EACH ROW EXECUTE FUNCTION licensing_terms_fixed();

CREATE OR REPLACE FUNCTION licensing_sheet_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'split sheet % was in force and cannot be deleted', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> 'draft' AND (NEW.character_id <> OLD.character_id OR NEW.version <> OLD.version
        OR NEW.state NOT IN (OLD.state, 'superseded')) THEN
        RAISE EXCEPTION 'split sheet % was in force and cannot be changed', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'in_force' AND OLD.state = 'draft' THEN
        SELECT COALESCE(SUM(ppm), 0) INTO whole FROM licensing_splitshare WHERE sheet_id = NEW.id;
        IF whole <> 1000000 THEN
            RAISE EXCEPTION 'split sheet % sums to % ppm', NEW.id, whole USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER licensing_sheet_fixed BEFORE UPDATE OR DELETE ON licensing_splitsheet
    FOR EACH ROW EXECUTE FUNCTION licensing_sheet_fixed();

CREATE OR REPLACE FUNCTION licensing_sheet_drafted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'draft' THEN
        RAISE EXCEPTION 'a split sheet starts as a draft' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER licensing_sheet_drafted BEFORE INSERT ON licensing_splitsheet
    FOR EACH ROW EXECUTE FUNCTION licensing_sheet_drafted();

CREATE OR REPLACE FUNCTION licensing_share_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sheet text;
    sheet_state text;
BEGIN
    IF TG_OP = 'INSERT' THEN sheet := NEW.sheet_id; ELSE sheet := OLD.sheet_id; END IF;
    SELECT state INTO sheet_state FROM licensing_splitsheet WHERE id = sheet;
    IF sheet_state <> 'draft' THEN
        RAISE EXCEPTION 'split sheet % is not a draft; its shares are fixed', sheet USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER licensing_share_fixed BEFORE INSERT OR UPDATE OR DELETE ON licensing_splitshare
    FOR EACH ROW EXECUTE FUNCTION licensing_share_fixed();

CREATE OR REPLACE FUNCTION licensing_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER licensing_claim_kept BEFORE UPDATE OR DELETE ON licensing_rightsclaim
    FOR EACH ROW EXECUTE FUNCTION licensing_append_only();
CREATE TRIGGER licensing_decision_kept BEFORE UPDATE OR DELETE ON licensing_decision
    FOR EACH ROW EXECUTE FUNCTION licensing_append_only();
CREATE TRIGGER licensing_decisionterms_kept BEFORE UPDATE OR DELETE ON licensing_decisionterms
    FOR EACH ROW EXECUTE FUNCTION licensing_append_only();
CREATE TRIGGER licensing_royaltyline_kept BEFORE UPDATE OR DELETE ON licensing_royaltyline
    FOR EACH ROW EXECUTE FUNCTION licensing_append_only();
