"""What every floor stands on: people, keys, the audit trail, the outbox, idempotency records."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from core import clock
from core.ids import ID_LENGTH, new_id


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the login name, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person. A missing password means none can log in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an operator who may do everything in the staff portal."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Anyone may create; membership of a studio makes a licensor, `is_staff` a reviewer."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "usr"), editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("-date_joined",)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name people see, or the address when none was given."""
        return str(self)


class ApiKey(models.Model):
    """A token for the REST API. Shown once; stored as a SHA-256 with a readable prefix."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "key"), editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class AuditEvent(models.Model):
    """One line of the audit trail. The database refuses to change or delete it; sealing fills two columns once."""

    at = models.DateTimeField()
    tag = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, db_index=True)
    facts = models.JSONField(default=dict)
    sealed_order = models.BigIntegerField(null=True, unique=True)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(sealed_order__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.tag} {self.subject}"


class OutboxMessage(models.Model):
    """News written in the transaction of the change, delivered by the relay at least once."""

    topic = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                name="outbox_waiting",
                condition=models.Q(delivered_at__isnull=True, given_up_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject}"


class IdempotencyRecord(models.Model):
    """What a repeated call gets: the first call's answer, kept with a fingerprint of its inputs."""

    scope = models.CharField(max_length=120)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
