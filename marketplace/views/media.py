"""Media of the embedded default: signed links, byte ranges (so that players can seek)."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from core.storage import link_is_good

_CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve one stored file to whoever holds a good link; 404 for any other, so that nothing can be guessed."""
    if not link_is_good(name, request.GET.get("e", ""), request.GET.get("s", "")) or not default_storage.exists(name):
        raise Http404
    size = default_storage.size(name)
    first, last = 0, size - 1
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked and (asked[1] or asked[2]):
        if asked[1]:
            first, last = int(asked[1]), min(int(asked[2] or last), last)
        else:
            first = max(size - int(asked[2]), 0)
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(
        _read(default_storage.open(name), first, last - first + 1),
        status=206 if asked else 200,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    response["Cache-Control"] = "private, max-age=3600"
    if asked:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    download = request.GET.get("download")
    if download:
        response["Content-Disposition"] = f'attachment; filename="{re.sub(r"[^A-Za-z0-9._-]+", "-", download)}"'
    return response


def _read(file: IO[Any] | File[Any], first: int, count: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while count > 0:
            chunk = file.read(min(_CHUNK, count))
            if not chunk:
                return
            count -= len(chunk)
            yield chunk
