"""Mail on a laptop: printed to the console and kept in a folder, where `/dev/outbox` shows it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core import clock
from core.ids import new_id


@dataclass(frozen=True)
class KeptMail:
    """One message as the development outbox shows it."""

    id: str
    at: str
    to: str
    subject: str
    body: str


class DevelopmentBackend(BaseEmailBackend):
    """Delivers nowhere: prints the text and writes one JSON file a message."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep and print each message; return how many."""
        folder = settings.DEVELOPMENT_MAIL_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            kept = KeptMail(
                id=new_id("eml"),
                at=clock.now().isoformat(),
                to=", ".join(message.to),
                subject=str(message.subject),
                body=str(message.body),
            )
            (folder / f"{kept.id}.json").write_text(json.dumps(kept.__dict__, ensure_ascii=False), encoding="utf-8")
            print(f"\n--- mail to {kept.to}: {kept.subject}\n{kept.body}\n---", file=sys.stderr)
        return len(email_messages)


def kept_mail(limit: int = 50) -> list[KeptMail]:
    """Return the newest kept messages first."""
    folder = settings.DEVELOPMENT_MAIL_FOLDER
    files = sorted(folder.glob("eml_*.json"), reverse=True)[:limit] if folder.exists() else []
    return [KeptMail(**json.loads(file.read_text(encoding="utf-8"))) for file in files]
