"""A real folder whose every change is noted, so that its state after a power cut can be rebuilt.

What is certain: the content that a file had when it was synced last, and the names that its folder
had then. Everything else is up to the dice: any subset of later names, and of a file that was not
synced since it was written an empty one, a part, or zeros.
"""

import os
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Named:
    """A file got a name in a folder, in place of what had it."""

    folder: str
    name: str
    inode: int


@dataclass(frozen=True, slots=True)
class Unnamed:
    folder: str
    name: str


@dataclass(frozen=True, slots=True)
class ContentSynced:
    inode: int
    content: bytes


@dataclass(frozen=True, slots=True)
class NamesSynced:
    folder: str


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told that something is done."""

    claim: Any


Event = Named | Unnamed | ContentSynced | NamesSynced | Told


class WatchedFolder:
    """Notes what this process does below `root` by the functions of `os`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.events: list[Event] = []
        self.contents: dict[int, bytes] = {}
        self._lock = threading.RLock()
        self._inodes: dict[str, int] = {}

    def told(self, claim: Any) -> None:
        """Note that somebody was told of `claim` just now."""
        with self._lock:
            self.events.append(Told(claim))

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Begin; what is done is done for real as well."""
        for name in ("open", "fsync", "replace", "unlink"):
            patch.setattr(os, name, getattr(self, f"_{name}")(getattr(os, name)))

    def after_cut(self, point: int, dice: random.Random) -> dict[str, bytes]:
        """One of the states after a cut at `point`: contents by path below the root."""
        names: dict[tuple[str, str], int] = {}
        pending: list[Named | Unnamed] = []
        synced: dict[int, bytes] = {}
        for event in self.events[:point]:
            if isinstance(event, Named | Unnamed):
                pending.append(event)
            elif isinstance(event, ContentSynced):
                synced[event.inode] = event.content
            elif isinstance(event, NamesSynced):
                for change in (one for one in pending if one.folder == event.folder):
                    _apply(names, change)
                pending = [one for one in pending if one.folder != event.folder]
        kept = dice.choice((0.0, 0.5, 1.0))
        for change in pending:
            if dice.random() < kept:
                _apply(names, change)
        return {
            f"{folder}/{name}": synced[inode] if inode in synced else self._torn(inode, dice)
            for (folder, name), inode in names.items()
        }

    def _torn(self, inode: int, dice: random.Random) -> bytes:
        content = self.contents[inode]
        return dice.choice((b"", content[: len(content) // 2], bytes(len(content))))

    def _open(self, real: Callable[..., int]) -> Callable[..., int]:
        def watched(path: Any, flags: int, *args: Any, **more: Any) -> int:
            with self._lock:
                new = flags & os.O_CREAT and self._below(path) and not os.path.lexists(path)
                descriptor = real(path, flags, *args, **more)
                if new:
                    self._name(path, self._inode(os.fspath(path)))
            return descriptor

        return watched

    def _fsync(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def watched(descriptor: int) -> None:
            path = os.readlink(f"/proc/self/fd/{descriptor}")
            begun: Event | None = None
            if self._below(path):
                # A sync covers what was there when it began.
                with self._lock:
                    if os.path.isdir(path):
                        begun = NamesSynced(self._relative(path))
                    else:
                        begun = ContentSynced(self._inode(path), Path(path).read_bytes())
                        self.contents[begun.inode] = begun.content
                    self.events.append(begun)
            real(descriptor)

        return watched

    def _replace(self, real: Callable[..., None]) -> Callable[..., None]:
        def watched(source: Any, target: Any) -> None:
            with self._lock:
                inode = self._inode(os.fspath(source))
                self.contents.setdefault(inode, Path(source).read_bytes())
                real(source, target)
                self._unname(source)
                self._inodes[os.fspath(target)] = inode
                self._name(target, inode)

        return watched

    def _unlink(self, real: Callable[..., None]) -> Callable[..., None]:
        def watched(path: Any, **more: Any) -> None:
            with self._lock:
                real(path, **more)
                if self._below(path):
                    self._unname(path)

        return watched

    def _inode(self, path: str) -> int:
        if path not in self._inodes:
            self._inodes[path] = len(self._inodes) + len(self.events) + 1
        return self._inodes[path]

    def _name(self, path: Any, inode: int) -> None:
        folder, name = os.path.split(self._relative(path))
        self.events.append(Named(folder, name, inode))

    def _unname(self, path: Any) -> None:
        self._inodes.pop(os.fspath(path), None)
        folder, name = os.path.split(self._relative(path))
        self.events.append(Unnamed(folder, name))

    def _below(self, path: Any) -> bool:
        return os.fspath(path).startswith(f"{self.root}/")

    def _relative(self, path: Any) -> str:
        return os.path.relpath(path, self.root)


def _apply(names: dict[tuple[str, str], int], change: Named | Unnamed) -> None:
    if isinstance(change, Named):
        names[change.folder, change.name] = change.inode
    else:
        names.pop((change.folder, change.name), None)
