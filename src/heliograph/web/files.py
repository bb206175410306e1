"""Sending files to browsers: whole or in ranges, piece by piece.

https://www.rfc-editor.org/rfc/rfc9110#section-14
"""

import re
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from heliograph.ports.blobs import Blobs
from heliograph.web.answers import file_headers, is_known
from heliograph.web.pieces import Piece

_CHUNK = 256 << 10
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_ODD = re.compile(r"[^A-Za-z0-9_.\- ]")


async def file_answer(
    request: Request, piece: Piece, blobs: Blobs, *, charge: Callable[[int], None]
) -> Response:
    """A file or the part of it that is asked for; `charge` is told how many bytes that is.

    BlobMissing where its content is gone.
    """
    headers = _headers(piece)
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    begin, end, status = 0, piece.size, 200
    asked = request.headers.get("range", "")
    unchanged = request.headers.get("if-range", headers["ETag"]) == headers["ETag"]
    if asked and unchanged and (match := _RANGE.fullmatch(asked.strip())):
        found = _range(match.group(1), match.group(2), piece.size)
        if found is None:
            headers["Content-Range"] = f"bytes */{piece.size}"
            return Response(status_code=416, headers=headers)
        begin, end = found
        status = 206
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{piece.size}"
    headers["Content-Length"] = str(end - begin)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    charge(end - begin)
    # A large file takes a slow reader longer than an answer may: each piece that went counts anew.
    progress = getattr(request.state, "progress", _nothing)
    parts = _parts(piece, blobs, begin=begin, end=end, progress=progress)
    # Before the answer begins: until then it can be another one.
    first = await anext(parts, b"")
    return StreamingResponse(_following(first, parts), status, headers)


def _headers(piece: Piece) -> dict[str, str]:
    tag = piece.sha256.hex() if piece.sha256 else sha256(piece.content).hexdigest()
    headers = {
        **file_headers(),
        "Content-Type": piece.mime_type,
        "Accept-Ranges": "bytes",
        "ETag": f'"{tag[:32]}"',
    }
    how = "inline" if piece.inline else "attachment"
    if piece.name:
        plain = _ODD.sub("_", piece.name)
        how += f"; filename=\"{plain}\"; filename*=UTF-8''{quote(piece.name, safe='')}"
    headers["Content-Disposition"] = how
    return headers


def _range(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Where a range begins and where it is over; None if none of it is there."""
    if not first:
        begin, end = max(0, size - int(last or 0)), size
    else:
        begin, end = int(first), min(size, int(last) + 1 if last else size)
    return (begin, end) if begin < end else None


async def _parts(
    piece: Piece, blobs: Blobs, *, begin: int, end: int, progress: Callable[[], None]
) -> AsyncIterator[bytes]:
    if piece.content:
        yield piece.content[begin:end]
        return
    while begin < end:
        part = await blobs.read(piece.sha256, offset=begin, limit=min(_CHUNK, end - begin))
        if not part:
            return
        begin += len(part)
        yield part
        progress()


async def _following(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in parts:
        yield part


def _nothing() -> None:
    """Nobody minds how long it takes."""
