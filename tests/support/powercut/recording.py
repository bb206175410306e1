"""The order of events on a recorded disk, with marks where the application learned of success."""

import contextlib
import pickle
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Created:
    """A new file got a name; the name is durable only after its directory is synced."""

    inode: int
    name: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """A name went away; durable only after its directory is synced."""

    name: str


@dataclass(frozen=True, slots=True)
class Written:
    inode: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncated:
    inode: int
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """A sync of one file returned; it covers the events before index `covers`, where it began."""

    inode: int
    covers: int


@dataclass(frozen=True, slots=True)
class DirectorySynced:
    """A sync of the directory returned; it covers creations and deletions before `covers`."""

    covers: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The application learned at this moment that `claim` is done."""

    claim: Any


Event = Created | Deleted | Written | Truncated | Synced | DirectorySynced | Acknowledged


class Recording:
    """Events in the order they happened; safe to use from several threads."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._lock = threading.Lock()
        self._inodes = 0

    def __len__(self) -> int:
        return len(self.events)

    def append(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)

    def acknowledge(self, claim: Any) -> None:
        """Mark that the application learned of `claim` just now."""
        self.append(Acknowledged(claim))

    def new_inode(self) -> int:
        with self._lock:
            self._inodes += 1
            return self._inodes

    def up_to(self, point: int) -> "Recording":
        """The first `point` events, to be continued: the program died there and starts again."""
        continued = Recording()
        continued.events = self.events[:point]
        continued._inodes = self._inodes
        return continued

    def acknowledged_before(self, point: int) -> list[Any]:
        """The claims made in the first `point` events, oldest first."""
        return [e.claim for e in self.events[:point] if isinstance(e, Acknowledged)]

    @classmethod
    def keep_in(cls, path: Path) -> "Recording":
        """One whose events outlive this process, however it ends: each is in the file at once."""
        return _Journal(path)

    @classmethod
    def read_journal(cls, path: Path) -> "Recording":
        """What a process that was killed had kept; the last event may be cut off."""
        recording = cls()
        with path.open("rb") as journal, contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                recording.events.append(pickle.load(journal))
        return recording

    def save(self, path: Path) -> None:
        """Keep a recording that showed a loss, so that it can be looked at again."""
        path.write_bytes(pickle.dumps(self.events))

    @classmethod
    def load(cls, path: Path) -> "Recording":
        recording = cls()
        recording.events = pickle.loads(path.read_bytes())
        return recording


class _Journal(Recording):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("wb", buffering=0)

    def append(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)
            self._file.write(pickle.dumps(event))
