"""The key under every decision."""

from __future__ import annotations

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ImproperlyConfigured

from licensing import signing
from licensing.signing import Signature

BODY = {"id": "dec_1", "fee": 250, "prompt": "Élan — 日本"}


def pem(key: Any) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def test_what_was_signed_verifies_in_any_order_of_its_keys_and_nothing_else() -> None:
    signature = signing.sign(BODY)
    assert signing.is_signed(dict(reversed(list(BODY.items()))), signature)
    assert not signing.is_signed({**BODY, "fee": 251}, signature)
    assert not signing.is_signed(BODY, Signature(signature.key_id, "bm8="))
    assert not signing.is_signed(BODY, Signature(signature.key_id, "not base64!"))
    assert not signing.is_signed(BODY, Signature("0" * 16, signature.text))


def test_the_key_file_is_made_on_first_use_for_its_owner_alone(settings, tmp_path: Path) -> None:
    settings.DECISION_SIGNING_KEY = ""
    settings.DECISION_KEY_FILE = tmp_path / "deep" / "key.pem"
    signature = signing.sign(BODY)
    assert stat.S_IMODE((tmp_path / "deep" / "key.pem").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["key.pem"]
    signing._from_file.cache_clear()
    assert signing.is_signed(BODY, signature)


def test_many_beginning_at_once_agree_on_one_key(settings, tmp_path: Path) -> None:
    settings.DECISION_SIGNING_KEY = ""
    path = tmp_path / "key.pem"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: signing._make(path), range(16)))
    assert [found.name for found in tmp_path.glob("key*")] == ["key.pem"]
    assert len(signing._parse(path.read_text())) == 1


@pytest.mark.parametrize("written", ["seed", "pem", "escaped"])
def test_a_key_can_be_given_as_a_seed_or_as_pem(settings, written: str) -> None:
    key = Ed25519PrivateKey.generate()
    seed = base64.b64encode(key.private_bytes_raw()).decode()
    settings.DECISION_SIGNING_KEY = {"seed": seed, "pem": pem(key), "escaped": pem(key).replace("\n", "\\n")}[written]
    signature = signing.sign(BODY)
    key.public_key().verify(base64.b64decode(signature.text), signing.canonical_json(BODY).encode())
    assert "PUBLIC KEY" in signing.public_key_pem()


def test_a_new_key_signs_while_the_old_one_still_proves(settings) -> None:
    old, new = (base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode() for _ in range(2))
    settings.DECISION_SIGNING_KEY = old
    before = signing.sign(BODY)
    settings.DECISION_SIGNING_KEY = f"{new} {old}"
    after = signing.sign(BODY)
    assert before.key_id != after.key_id
    assert signing.is_signed(BODY, before) and signing.is_signed(BODY, after)
    settings.DECISION_SIGNING_KEY = new
    assert not signing.is_signed(BODY, before)


@pytest.mark.parametrize("text", ["secret", "AAAA", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----", "  "])
def test_what_is_no_key_stops_with_a_clear_sentence(settings, text: str) -> None:
    settings.DECISION_SIGNING_KEY = text
    with pytest.raises(ImproperlyConfigured, match="not an Ed25519 key"):
        signing.sign(BODY)


def test_another_kind_of_key_is_refused(settings) -> None:
    settings.DECISION_SIGNING_KEY = pem(generate_private_key(SECP256R1()))
    with pytest.raises(ImproperlyConfigured, match="not an Ed25519 key"):
        signing.sign(BODY)
