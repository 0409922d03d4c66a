"""The signature under a decision: Ed25519 (RFC 8032) over canonical JSON.

`settings.DECISION_SIGNING_KEY` holds one or several keys, as PEM blocks or as base64 seeds of 32 bytes separated by
spaces: the first signs, all of them verify, so that a new key can take over while old decisions stay provable. Without
it, the key in `settings.DECISION_KEY_FILE` is used, which is made on first use.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from licensing.policy.document import canonical_json

_PEM_BLOCK = re.compile(r"-----BEGIN PRIVATE KEY-----.+?-----END PRIVATE KEY-----", re.DOTALL)
_KEY_ID_LENGTH = 16


@dataclass(frozen=True)
class Signature:
    """Who signed (`key_id`) and the signature itself, base64."""

    key_id: str
    text: str


def sign(body: dict[str, Any]) -> Signature:
    """Sign plain JSON values in their canonical form."""
    key = _keys()[0]
    return Signature(_key_id(key), base64.b64encode(key.sign(_bytes(body))).decode())


def is_signed(body: dict[str, Any], signature: Signature) -> bool:
    """Say whether one of our keys signed exactly these values."""
    key = next((key for key in _keys() if _key_id(key) == signature.key_id), None)
    if key is None:
        return False
    try:
        key.public_key().verify(base64.b64decode(signature.text, validate=True), _bytes(body))
    except (InvalidSignature, binascii.Error):
        return False
    return True


def public_key_pem() -> str:
    """Return the present public key, for others to verify with."""
    encoded = (
        _keys()[0]
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return encoded.decode()


def _bytes(body: dict[str, Any]) -> bytes:
    return canonical_json(body).encode()


def _key_id(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:_KEY_ID_LENGTH]


def _keys() -> tuple[Ed25519PrivateKey, ...]:
    configured = settings.DECISION_SIGNING_KEY
    return _parse(configured) if configured else _from_file(Path(settings.DECISION_KEY_FILE))


@lru_cache(maxsize=4)
def _parse(text: str) -> tuple[Ed25519PrivateKey, ...]:
    written = text.replace("\\n", "\n")
    blocks = _PEM_BLOCK.findall(written)
    try:
        keys = tuple(_read_pem(block) for block in blocks) or tuple(_read_seed(seed) for seed in written.split())
    except ValueError:
        keys = ()
    if not keys:
        raise ImproperlyConfigured(
            "DECISION_SIGNING_KEY is not an Ed25519 key; give a PEM private key or 32 random bytes in base64."
        )
    return keys


def _read_pem(block: str) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(block.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("another kind of key")
    return key


def _read_seed(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed, validate=True))


@lru_cache(maxsize=4)
def _from_file(path: Path) -> tuple[Ed25519PrivateKey, ...]:
    if not path.exists():
        _make(path)
    return _parse(path.read_text(encoding="ascii"))


def _make(path: Path) -> None:
    """Write a new key whole under another name, then link it into place: of two processes one wins, both read it."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
