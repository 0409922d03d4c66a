-- The audit trail: lines are only added; sealing fills two columns, once.

CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit: lines are never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION audit_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sealed_order IS NOT NULL OR NEW.digest <> '' THEN
        RAISE EXCEPTION 'audit: a line is inserted unsealed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION audit_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sealed_order IS NOT NULL OR NEW.sealed_order IS NULL OR NEW.digest = ''
       OR (NEW.id, NEW.at, NEW.tag, NEW.actor, NEW.subject, NEW.facts)
          IS DISTINCT FROM (OLD.id, OLD.at, OLD.tag, OLD.actor, OLD.subject, OLD.facts) THEN
        RAISE EXCEPTION 'audit: a line never changes; it is sealed once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_inserted_unsealed BEFORE INSERT ON core_auditevent FOR EACH ROW EXECUTE FUNCTION audit_insert();
CREATE TRIGGER audit_sealed_once BEFORE UPDATE ON core_auditevent FOR EACH ROW EXECUTE FUNCTION audit_update();
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON core_auditevent FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON core_auditevent EXECUTE FUNCTION audit_refuse();
