"""The books keep their own rules: triggers on PostgreSQL and on SQLite."""

from django.db import migrations

from ledger.rules import BOOK_RULES


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_firmer_shape")]

    operations = [
        # Postings made before there were triggers count as counted.
        migrations.RunSQL(
            "UPDATE ledger_account SET last_posting = (SELECT coalesce(max(id), 0) FROM ledger_posting"
            " WHERE account_id = ledger_account.id) WHERE guarded",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(BOOK_RULES.install, BOOK_RULES.remove),
    ]
