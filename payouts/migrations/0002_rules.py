"""Who may review, one sent transfer a payout at most, and the rules the database keeps by itself."""

from django.db import migrations, models

from payouts.rules import PAYOUT_RULES


class Migration(migrations.Migration):

    dependencies = [("payouts", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="payout", options={"permissions": (("review_payout", "Can approve, hold and reject payouts"),)}
        ),
        migrations.AddConstraint(
            model_name="transferattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "sent")), fields=("payout",), name="one_sent_transfer_per_payout"
            ),
        ),
        migrations.RunPython(PAYOUT_RULES.install, PAYOUT_RULES.remove),
    ]
