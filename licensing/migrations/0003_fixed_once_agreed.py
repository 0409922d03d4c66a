"""What was agreed becomes unchangeable in the database itself."""

from django.db import migrations

from licensing.guards import LICENSING_RULES


class Migration(migrations.Migration):
    dependencies = [("licensing", "0002_catalogue_and_names")]

    operations = [migrations.RunPython(LICENSING_RULES.install, LICENSING_RULES.remove)]
