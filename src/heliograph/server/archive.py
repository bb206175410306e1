"""The file of a backup: a tar whose first member, the manifest, says what the others must be."""

import contextlib
import fcntl
import hashlib
import io
import os
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from heliograph.server.errors import CannotStart
from heliograph.server.files import PRIVATE, sync_folder

FORMAT = 1
MANIFEST = "manifest.json"
KEYS = "keys.sealed"
_MANIFEST_BYTES_MAX = 16 << 20
_CHUNK_BYTES = 1 << 20


class BadArchive(CannotStart):
    """The file is no backup, or not whole; the text says what is wrong with it."""


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member of the archive must be."""

    bytes: int
    sha256: str


class Beside(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many contents the database refers to, their bytes in all, and the SHA-256 of their
    hashes one after the other, in rising order."""

    count: int = 0
    bytes: int = 0
    sha256: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup holds: `made` in Unix seconds, rows by table, members by name.

    `blobs` is the content of files, which is kept beside backups instead of in them.
    """

    format: int
    made: int
    program: str
    schema: int
    tables: dict[str, int]
    members: dict[str, Member]
    blobs: Beside = Beside()

    def bound(self) -> bytes:
        """What the sealed keys answer for: all of it but themselves."""
        others = {name: member for name, member in self.members.items() if name != KEYS}
        rest = msgspec.structs.replace(self, members=others)
        return hashlib.sha256(msgspec.json.encode(rest, order="sorted")).digest()


def describe(file: BinaryIO) -> Member:
    """Length and hash of a file, which is read to its end."""
    digest, length = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
        length += len(chunk)
    return Member(bytes=length, sha256=digest.hexdigest())


def write_archive(target: Path, manifest: Manifest, members: Mapping[str, BinaryIO]) -> None:
    """Put an archive at `target` in one step; nobody but its owner may read it.

    Raises CannotStart if there is such a file already.
    """
    with _draft(target) as file:
        with tarfile.open(fileobj=file, mode="w|") as tar:
            content = msgspec.json.format(msgspec.json.encode(manifest, order="sorted"))
            _add(tar, MANIFEST, len(content), io.BytesIO(content), manifest.made)
            for name, stream in members.items():
                _add(tar, name, manifest.members[name].bytes, stream, manifest.made)
        file.flush()
        os.fsync(file.fileno())


def _add(tar: tarfile.TarFile, name: str, length: int, stream: BinaryIO, made: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = length, PRIVATE, made
    tar.addfile(entry, stream)


@contextlib.contextmanager
def _draft(target: Path) -> Iterator[BinaryIO]:
    """A file beside the target that takes its name once the context ends well."""
    refuse_existing(target)
    _sweep(target)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
    try:
        with open(descriptor, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        _name(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(target.parent)


def _name(draft: Path, target: Path) -> None:
    try:
        # A rename would take the place of a file made meanwhile.
        os.link(draft, target)
    except FileExistsError:
        refuse_existing(target)
        raise
    except OSError:
        # Some disks that people carry backups on know no links.
        refuse_existing(target)
        draft.rename(target)


def refuse_existing(target: Path) -> None:
    """Raise CannotStart if there is a file already: backups are never written over."""
    if os.path.lexists(target):
        raise CannotStart(f"{target} is there already: backups are never written over")


def _sweep(target: Path) -> None:
    """Remove what writers of the same archive left who were killed; the living hold a lock."""
    for left in target.parent.glob(f".{target.name}.*.part"):
        with contextlib.suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


class Reader:
    """Reads an archive once, in order: the manifest, then each member, which is verified."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        first = self._next()
        if first is None or first.name != MANIFEST or first.size > _MANIFEST_BYTES_MAX:
            raise BadArchive("the file is no backup: it does not begin with a manifest")
        self.manifest = _read_manifest(self._content(first).read())
        self._left = set(self.manifest.members)

    def members(self) -> Iterator[tuple[str, "Verified"]]:
        """Each member's name and content, which must be read to its end.

        Raises BadArchive at once for what the manifest does not name, and at the end for what it
        names in vain.
        """
        while (entry := self._next()) is not None:
            if entry.name not in self._left:
                raise BadArchive(f"the manifest knows no {entry.name!r}, or it comes twice")
            self._left.remove(entry.name)
            wanted = self.manifest.members[entry.name]
            if not entry.isreg() or entry.size != wanted.bytes:
                raise BadArchive(f"{entry.name} is not as long as the manifest says")
            content = Verified(self._content(entry), entry.name, wanted)
            yield entry.name, content
            content.finish()
        if self._left:
            raise BadArchive(f"the file is not whole: {min(self._left)} is missing")

    def _next(self) -> tarfile.TarInfo | None:
        try:
            return self._tar.next()
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise BadArchive(f"the file is no tar, or not whole: {error}") from None

    def _content(self, entry: tarfile.TarInfo) -> BinaryIO:
        content = self._tar.extractfile(entry)
        if content is None:
            raise BadArchive(f"{entry.name} is no file")
        return content  # type: ignore[return-value]


class Verified:
    """A member's content, hashed as it is read."""

    def __init__(self, content: BinaryIO, name: str, wanted: Member) -> None:
        self._content = content
        self._name = name
        self._wanted = wanted
        self._digest = hashlib.sha256()

    def chunks(self) -> Iterator[bytes]:
        """All of it, piece by piece. Raises BadArchive if the file ends too early."""
        while True:
            try:
                chunk = self._content.read(_CHUNK_BYTES)
            except tarfile.TarError as error:
                raise BadArchive(f"{self._name}: {error}") from None
            if not chunk:
                return
            self._digest.update(chunk)
            yield chunk

    def finish(self) -> None:
        """Raises BadArchive if it was not what the manifest says."""
        for _ in self.chunks():
            pass
        if self._digest.hexdigest() != self._wanted.sha256:
            raise BadArchive(f"{self._name} is damaged: its hash is not the manifest's")


@contextlib.contextmanager
def read_archive(path: Path) -> Iterator[Reader]:
    """Raises BadArchive, or OSError if there is no such file."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            yield Reader(tar)
    except tarfile.TarError as error:
        raise BadArchive(f"{path} is no backup: {error}") from None


def _read_manifest(content: bytes) -> Manifest:
    try:
        version = msgspec.json.decode(content, type=_Version).format
        if version > FORMAT:
            raise BadArchive(
                f"the backup has format {version}, this program knows up to {FORMAT}: "
                "install the version that wrote it"
            )
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:
        raise BadArchive(f"the manifest is malformed: {error}") from None


class _Version(msgspec.Struct):
    format: int
