"""What is kept of a subject when it is reported: sealed, and only for a time."""

import msgspec
from msgspec.structs import replace

from heliograph.domain.entities import Entity
from heliograph.safety.content import Content
from heliograph.safety.sealing import Seal, is_shown, seal_of


class ShownFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that something shows, as its sender describes it; `sha256` in hexadecimal digits."""

    sha256: str
    size: int
    mime_type: str = "image/jpeg"
    name: str = ""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message or profile as it stood. `texts` are all its words, the main one first: a name,
    username and description, or a text with a poll's question and answers.

    `version` is 0, or when it was last edited: what was reported again unchanged is kept once.
    `contents` are what a message is made of.
    """

    texts: tuple[str, ...]
    entities: tuple[Entity, ...] = ()
    author_id: int = 0
    peer_id: int = 0
    date: int = 0
    version: int = 0
    file_ids: tuple[int, ...] = ()
    files: tuple[ShownFile, ...] = ()
    contents: tuple[Content, ...] = ()


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a file: `waits` until its content is copied, `copied` once it is; of what is
    too long neither, and its hash is all. `sha256` in hexadecimal digits, empty to who is not
    shown the file. `cleared` says that somebody found that it is no abuse of a child."""

    id: int
    sha256: str
    size: int
    waits: bool = False
    copied: bool = False
    seal: Seal = Seal.OPEN
    cleared: bool = False


class ToCopy(msgspec.Struct, frozen=True, kw_only=True):
    """A content that is to be copied into the evidence."""

    id: int
    sha256: bytes
    size: int


class SealedCopy(msgspec.Struct, frozen=True, kw_only=True):
    """Where a sealed copy lies, and the number of the file of evidence that it was sealed for: of
    one content there is one copy, however often it was reported."""

    sha256: bytes
    sealed_for: int


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot with when it was taken and when it goes (Unix seconds)."""

    id: int
    case_id: int
    taken: int
    expires: int
    snapshot: Snapshot
    files: tuple[KeptFile, ...] = ()


def as_shown(evidence: Evidence, *, said: bool, classifying: bool) -> Evidence:
    """A piece of evidence as somebody is shown it: without what leads to the files that they are
    not shown, though it says that there are some. `said` as in `sealing.seal_of`."""
    snapshot = evidence.snapshot
    seals = {one.sha256: one.seal for one in evidence.files}
    # What was kept before files were described cannot be told apart.
    described = len(snapshot.files) == len(snapshot.file_ids)
    undescribed = seal_of(said=said, found=None)

    def shows(place: int) -> bool:
        sha256 = snapshot.files[place].sha256 if described else ""
        return is_shown(seals.get(sha256, undescribed), classifying=classifying)

    places = [place for place in range(len(snapshot.file_ids)) if shows(place)]
    if len(places) < len(snapshot.file_ids):
        snapshot = replace(
            snapshot,
            file_ids=tuple(snapshot.file_ids[place] for place in places),
            files=tuple(snapshot.files[place] for place in places) if described else (),
        )
    files = tuple(
        one if is_shown(one.seal, classifying=classifying) else replace(one, sha256="")
        for one in evidence.files
    )
    return replace(evidence, snapshot=snapshot, files=files)
