"""The doctor's examinations of program, folder and server, each with what it means."""

import sys
from pathlib import Path
from typing import Any

import apsw

from heliograph.cli.blob_findings import place
from heliograph.cli.delivery_findings import codes, mail
from heliograph.cli.finding import Finding
from heliograph.cli.key_findings import key_files
from heliograph.cli.log_findings import public_log
from heliograph.cli.machine_findings import clock, descriptors, disk
from heliograph.cli.media_findings import media
from heliograph.cli.network_findings import decision_pages, push, web
from heliograph.cli.restore_findings import restored
from heliograph.cli.serve import choose_codec
from heliograph.cli.storage_findings import database, file_modes, log_length
from heliograph.config import Settings
from heliograph.server.control import CommandError, NoServer, ask
from heliograph.server.errors import CannotStart
from heliograph.server.lock import FolderInUse, FolderLock

SQLITE_OLDEST = (3, 51, 3)


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed and no private key is printed."""
    found = [_python(), _codec(settings), _sqlite(), descriptors(settings.limits), *media(settings)]
    if not settings.folder.is_dir():
        text = f"{settings.folder} does not exist yet"
        found.append(
            Finding(
                level="note",
                subject="data folder",
                text=text,
                means="No server was ever started with these settings.",
                remedy="A first start makes it.",
            )
        )
        reached = [*web(settings), decision_pages(settings)]
        return [*found, codes(settings, None), mail(settings), *reached]
    server = _server_status(settings)
    found += [
        _folder_mode(settings.folder),
        *file_modes(settings.folder),
        *key_files(settings.folder),
        *place(settings),
        _running(settings.folder, server),
        *database(settings.folder, served=server is not None),
        *restored(settings.folder, server),
        *public_log(settings.folder, server),
        *disk(settings.folder),
        log_length(settings.folder, settings.limits),
        *clock(settings.folder),
        codes(settings, server),
        mail(settings),
        *web(settings),
        decision_pages(settings),
        push(settings),
    ]
    return found


def _python() -> Finding:
    # An older one never gets here: it cannot read this package.
    return Finding(level="ok", subject="python", text=".".join(map(str, sys.version_info[:3])))


def _codec(settings: Settings) -> Finding:
    try:
        choose_codec(settings)
    except CannotStart as error:
        return Finding(
            level="bad",
            subject="codec",
            text=str(error),
            means="The server does not start: the codec that the settings ask for is not there.",
            remedy='Set codec = "auto", or build it: apt install gcc python3-dev, make install.',
        )
    from heliograph.tl.codec import CODEC_NAME

    if CODEC_NAME == "c":
        return Finding(level="ok", subject="codec", text="the C walker")
    return Finding(
        level="note",
        subject="codec",
        text="pure Python",
        means="Correct, but several times slower: one core serves fewer people.",
        remedy="Install a C compiler and Python.h (apt: gcc python3-dev) and run make install.",
    )


def _sqlite() -> Finding:
    version = apsw.sqlite_lib_version()
    if tuple(map(int, version.split("."))) < SQLITE_OLDEST:
        return Finding(
            level="bad",
            subject="sqlite",
            text=f"{version} can corrupt a database in WAL mode",
            means="A checkpoint that meets a commit can lose messages; the server does not start.",
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
            means="Any of them can exchange the keys and the database for their own.",
            remedy=f"chmod 700 {folder}",
        )
    return Finding(level="ok", subject="data folder", text=f"{folder} (mode {mode:04o})")


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
            means="A process holds the folder and serves nobody that we can ask.",
            remedy="The server is starting, stopping or stuck: look at its log.",
        )
    except OSError as error:
        return Finding(
            level="bad",
            subject="server",
            text=f"the lock cannot be read: {error}",
            means="Whether a server runs here cannot be told, so none may start.",
            remedy="Run this as the user the server runs as, or as root.",
        )
    return Finding(
        level="note",
        subject="server",
        text="none runs in this folder",
        means="Nobody is served from it now; what follows is about the next start.",
        remedy="heliograph serve, or systemctl start heliograph.",
    )
