"""Media in a local folder, behind links that are signed and expire, as S3's presigned ones do."""

from __future__ import annotations

import time
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.signing import BadSignature, Signer
from django.utils.deconstruct import deconstructible

_signer = Signer(salt="core.storage.link")


@deconstructible(path="core.storage.SignedFileSystemStorage")
class SignedFileSystemStorage(FileSystemStorage):
    """A folder whose `url()` can be read by whoever holds it, until it expires."""

    def url(self, name: str | None) -> str:
        """Return a link good for one to two link lifetimes; it is the same within a lifetime, so browsers can cache."""
        lifetime = settings.MEDIA_LINK_SECONDS
        expires = (int(time.time()) // lifetime + 2) * lifetime
        signature = _signer.signature(f"{name}:{expires}")
        return f"{settings.MEDIA_URL}{quote(name or '')}?e={expires}&s={signature}"


def link_is_good(name: str, expires: str, signature: str) -> bool:
    """Say whether a link to `name` is ours and still good."""
    try:
        _signer.unsign(f"{name}:{expires}:{signature}")
    except BadSignature:
        return False
    return expires.isdigit() and int(expires) > time.time()
