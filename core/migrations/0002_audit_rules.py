"""The audit trail becomes append-only in the database itself."""

from django.db import migrations

from core.triggers import AUDIT_RULES


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(AUDIT_RULES.install, AUDIT_RULES.remove)]
