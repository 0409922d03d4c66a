-- The audit trail: lines are only added; sealing fills two columns, once.
-- (The EXISTS tests are against INSERT OR REPLACE and UPDATE OR REPLACE, which delete rows without firing a delete trigger.)

CREATE TRIGGER audit_inserted_unsealed BEFORE INSERT ON core_auditevent
WHEN NEW.sealed_order IS NOT NULL OR NEW.digest <> '' OR EXISTS (SELECT 1 FROM core_auditevent WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'audit: a line is inserted unsealed, under a new number');
END;

CREATE TRIGGER audit_sealed_once BEFORE UPDATE ON core_auditevent
WHEN OLD.sealed_order IS NOT NULL OR NEW.sealed_order IS NULL OR NEW.digest = ''
    OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.tag IS NOT OLD.tag OR NEW.actor IS NOT OLD.actor
    OR NEW.subject IS NOT OLD.subject OR NEW.facts IS NOT OLD.facts
    OR EXISTS (SELECT 1 FROM core_auditevent WHERE sealed_order = NEW.sealed_order)
BEGIN
    SELECT RAISE(ABORT, 'audit: a line never changes; it is sealed once');
END;

CREATE TRIGGER audit_not_deleted BEFORE DELETE ON core_auditevent
BEGIN
    SELECT RAISE(ABORT, 'audit: lines are never deleted');
END;
