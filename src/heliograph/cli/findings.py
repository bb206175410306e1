"""The doctor's examinations, each with what it means and what to do."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw

from heliograph.cli.delivery_findings import codes, mail
from heliograph.cli.finding import Finding
from heliograph.cli.serve import choose_codec
from heliograph.config import Settings
from heliograph.server.control import CommandError, NoServer, ask
from heliograph.server.errors import CannotStart
from heliograph.server.files import UnsafeFile, read_private
from heliograph.server.keys import RSA_FILE, STORAGE_FILE
from heliograph.server.lock import FolderInUse, FolderLock

SQLITE_OLDEST = (3, 51, 3)
DISK_LOW_BYTES = 1 << 30
CLOCK_EARLIEST = 1_767_225_600  # 2026-01-01: no machine that runs this release is older
CLOCK_SLACK_S = 300


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed and no key is printed."""
    found = [_python(), _codec(settings), _sqlite()]
    if not settings.folder.is_dir():
        text = f"{settings.folder} does not exist yet"
        found.append(
            Finding(
                level="note", subject="data folder", text=text, remedy="A first start makes it."
            )
        )
        return [*found, codes(settings, None), mail(settings)]
    server = _server_status(settings)
    found += [
        _folder_mode(settings.folder),
        *_key_files(settings.folder),
        _running(settings.folder, server),
        _disk(settings.folder),
        _clock(settings.folder),
        codes(settings, server),
        mail(settings),
    ]
    return found


def _python() -> Finding:
    # An older one never gets here: it cannot read this package.
    return Finding(level="ok", subject="python", text=".".join(map(str, sys.version_info[:3])))


def _codec(settings: Settings) -> Finding:
    try:
        choose_codec(settings)
    except CannotStart as error:
        return Finding(level="bad", subject="codec", text=str(error))
    from heliograph.tl.codec import CODEC_NAME

    if CODEC_NAME == "c":
        return Finding(level="ok", subject="codec", text="the C walker")
    return Finding(
        level="note",
        subject="codec",
        text="pure Python: correct, but several times slower",
        remedy="Install a C compiler and Python.h (apt: gcc python3-dev) and run make install.",
    )


def _sqlite() -> Finding:
    version = apsw.sqlite_lib_version()
    if tuple(map(int, version.split("."))) < SQLITE_OLDEST:
        return Finding(
            level="bad",
            subject="sqlite",
            text=f"{version} can corrupt a database in WAL mode",
            remedy="Reinstall apsw from its wheel, which carries its own SQLite.",
        )
    return Finding(level="ok", subject="sqlite", text=version)


def _folder_mode(folder: Path) -> Finding:
    mode = folder.stat().st_mode & 0o777
    if mode & 0o022:
        return Finding(
            level="bad",
            subject="data folder",
            text=f"{folder} can be written to by other users (mode {mode:04o})",
            remedy=f"chmod 700 {folder}",
        )
    return Finding(level="ok", subject="data folder", text=f"{folder} (mode {mode:04o})")


def _key_files(folder: Path) -> Iterator[Finding]:
    for name in (RSA_FILE, STORAGE_FILE):
        try:
            content = read_private(folder / name)
        except (UnsafeFile, OSError) as error:
            yield Finding(level="bad", subject=name, text=str(error))
            continue
        if content is None:
            yield Finding(
                level="note", subject=name, text="not there yet", remedy="A first start makes it."
            )
        else:
            yield Finding(level="ok", subject=name, text="there, and only its owner can read it")


def _server_status(settings: Settings) -> dict[str, Any] | None:
    try:
        status: dict[str, Any] = ask(settings.folder, "status", {}, timeout_s=5)
    except (NoServer, CommandError):
        return None
    return status


def _running(folder: Path, server: dict[str, Any] | None) -> Finding:
    if server is not None:
        text = f"process {server['process']} serves MTProto on {server['mtproto']}"
        return Finding(level="ok", subject="server", text=text)
    try:
        FolderLock(folder).check_free()
    except FolderInUse as error:
        return Finding(
            level="bad",
            subject="server",
            text=f"the folder is locked, but nobody answers on its control socket ({error})",
            remedy="The server is starting, stopping or stuck: look at its log.",
        )
    except OSError as error:
        return Finding(level="bad", subject="server", text=f"the lock cannot be read: {error}")
    return Finding(level="note", subject="server", text="none runs in this folder")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    text = f"{free / (1 << 30):.1f} GiB free"
    if free < DISK_LOW_BYTES:
        return Finding(
            level="bad",
            subject="disk",
            text=text,
            remedy="A full disk stops the server: it acknowledges nothing it cannot keep.",
        )
    return Finding(level="ok", subject="disk", text=text)


def _clock(folder: Path) -> Finding:
    now = time.time()
    newest = max((entry.stat().st_mtime for entry in os.scandir(folder)), default=0.0)
    if now < CLOCK_EARLIEST or newest > now + CLOCK_SLACK_S:
        return Finding(
            level="bad",
            subject="clock",
            text=f"it says {time.ctime(now)}, which cannot be: files here are newer",
            remedy="Clients refuse a server whose clock is wrong: set up NTP.",
        )
    return Finding(level="ok", subject="clock", text=time.ctime(now))
