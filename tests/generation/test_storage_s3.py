"""The same storage stories on S3's own protocol, spoken by boto3 to a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto import mock_aws

from generation import storage
from tests.generation.stage import make_files

BUCKET = "clips-bucket"


@pytest.fixture(autouse=True)
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        options = {
            "bucket_name": BUCKET,
            "region_name": "us-east-1",
            "querystring_auth": True,
            "querystring_expire": settings.MEDIA_LINK_SECONDS,
            "file_overwrite": False,
            "default_acl": None,
        }
        kept = settings.STORAGES["staticfiles"]
        settings.STORAGES = {
            "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
            "staticfiles": kept,
        }
        yield client


def keys(client: Any) -> list[str]:
    return [found["Key"] for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_files_are_kept_whole_and_deleted_by_attempt(bucket: Any, tmp_path: Path) -> None:
    video, poster, preview = make_files(tmp_path)
    storage.keep(job_id="job_1", attempt=1, video=video, poster=poster, preview=preview)
    files = storage.keep(job_id="job_1", attempt=2, video=video, poster=poster, preview=preview)

    assert storage.holds_whole(files.video, size=files.size, sha256=files.sha256)
    assert not storage.holds_whole(files.video, size=files.size, sha256="0" * 64)
    assert sorted(storage.attempts()) == [("job_1", 1), ("job_1", 2)]

    storage.discard_all(job_id="job_1", but=2)
    assert keys(bucket) == [f"clips/job_1/2/{name}" for name in ("poster.webp", "preview.webp", "video.mp4")]
    storage.discard_all(job_id="job_1")
    assert keys(bucket) == []
    storage.discard_all(job_id="job_1")


def test_what_an_earlier_life_of_the_attempt_left_is_replaced(bucket: Any, tmp_path: Path) -> None:
    default_storage.save("clips/job_1/1/video.mp4", ContentFile(b"half"))
    video, poster, preview = make_files(tmp_path)
    files = storage.keep(job_id="job_1", attempt=1, video=video, poster=poster, preview=preview)
    assert files.video == "clips/job_1/1/video.mp4"


def test_links_are_signed_and_expire(bucket: Any, settings: Any, tmp_path: Path) -> None:
    video, poster, preview = make_files(tmp_path)
    files = storage.keep(job_id="job_1", attempt=1, video=video, poster=poster, preview=preview)
    asked = parse_qs(urlsplit(default_storage.url(files.video)).query)
    expires = asked.get("X-Amz-Expires") or asked.get("Expires")
    assert expires is not None
    assert "Signature" in asked or "X-Amz-Signature" in asked


def test_a_stored_picture_is_copied_for_the_renderer(bucket: Any, tmp_path: Path) -> None:
    default_storage.save("characters/chr_1/front.png", ContentFile(b"pixels" * 100_000))
    assert storage.fetch("characters/chr_1/front.png", tmp_path).read_bytes() == b"pixels" * 100_000
