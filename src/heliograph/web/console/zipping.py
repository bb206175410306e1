"""A ZIP archive that is sent while it is made: no more of it is in memory than one file."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from zipfile import ZipFile, ZipInfo

MANIFEST = "manifest.json"


class _Drain:
    """What an archive is written to, taken away piece by piece."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes, /) -> int:
        self._parts.append(bytes(part))
        return len(self._parts[-1])

    def flush(self) -> None:
        """There is nothing further down."""

    def close(self) -> None:
        """What was written is still to be taken."""

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


class Archive:
    """Files below one folder, dated alike; the last one lists them with their hashes."""

    def __init__(self, folder: str, *, date: int) -> None:
        self._drain = _Drain()
        # Nothing is squeezed: pictures and films are already, and the hashes are of what is read.
        self._zip = ZipFile(self._drain, "w")
        self._folder = folder
        self._date = datetime.fromtimestamp(date, UTC)
        self._listed: list[dict[str, object]] = []

    def add(self, name: str, content: bytes) -> bytes:
        """The next bytes of the archive, with a file."""
        self._write(name, content)
        digest = sha256(content).hexdigest()
        self._listed.append({"path": name, "sha256": digest, "size_bytes": len(content)})
        return self._drain.taken()

    def miss(self, name: str, why: str) -> None:
        """List a file that is not there, and why."""
        self._listed.append({"path": name, "missing": why})

    def end(self) -> bytes:
        """The last bytes."""
        self._write(MANIFEST, (json.dumps({"files": self._listed}, indent=2) + "\n").encode())
        self._zip.close()
        return self._drain.taken()

    def _write(self, name: str, content: bytes) -> None:
        at = self._date
        date = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        info = ZipInfo(f"{self._folder}/{name}", date)
        info.external_attr = 0o600 << 16
        self._zip.writestr(info, content)
