"""The books keep their own rules: triggers on PostgreSQL and on SQLite."""

from django.db import migrations

from ledger.rules import BOOK_RULES


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_firmer_shape")]

    operations = [migrations.RunPython(BOOK_RULES.install, BOOK_RULES.remove)]
