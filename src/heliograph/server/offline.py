"""Running a command on a data folder that nobody serves."""

import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence, Set
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import apsw

from heliograph.actions.app import App
from heliograph.bus.local import LocalBus
from heliograph.config import Settings
from heliograph.domain.key_binding import BindMessage
from heliograph.ports.sessions import LiveSession
from heliograph.server import safety_commands, staff_commands
from heliograph.server.background import Background
from heliograph.server.blob_place import open_blobs
from heliograph.server.clock import SystemClock
from heliograph.server.codes import NoCodes
from heliograph.server.commands import run_command
from heliograph.server.compose import make_app, open_staging, open_store
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk
from heliograph.server.errors import CannotStart
from heliograph.server.files import UnsafeFile
from heliograph.server.keys import DATABASE_FILE, load_sub_keys
from heliograph.server.lock import FolderLock
from heliograph.server.mail import NoMail
from heliograph.server.restore import refuse_half_restored
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.connection import UnusableSqlite
from heliograph.storage.sqlite.migrate import StoreTooNew
from heliograph.storage.sqlite.unserved import Glanced, Looked, glance, look

_ONLY_RUNNING = {"status", "methods.asked", "clock.shift", "store.check", "store.snapshot"}
_ONLY_RUNNING |= safety_commands.NAMES | staff_commands.NAMES

_MAY_BEGIN = {"user.add", "invite.create"}
"""What makes sense before a first start; all else only looks, and must not leave a new database."""


class NoSessions:
    """Implements `ports.sessions.Sessions` where nobody is connected."""

    def of_key(self, auth_key_id: int) -> Sequence[LiveSession]:
        return ()

    def of_account(self, account_id: int) -> Sequence[LiveSession]:
        """None."""
        return ()

    def of_accounts(self, account_ids: Iterable[int]) -> Sequence[LiveSession]:
        """None."""
        return ()

    def accounts(self) -> frozenset[int]:
        """None."""
        return frozenset()

    def follow_accounts(self) -> Callable[[], Set[int]]:
        """Nobody comes."""
        return frozenset

    def sign_in(self, auth_key_id: int, *, account_id: int, authorization_hash: int) -> None:
        """Nothing to tell."""

    def sign_out(self, auth_key_id: int) -> None:
        """Nothing to tell."""

    async def drop_key(self, auth_key_id: int) -> None:
        """Nothing to close."""

    def open_bind_message(self, secret: bytes, sealed: bytes) -> BindMessage | None:
        """Nobody asks."""
        return None

    async def bind_key(self, temporary_key_id: int, *, permanent_key_id: int) -> None:
        """Nothing to tell."""


async def run_offline(settings: Settings, cmd: str, args: dict[str, Any]) -> Any:
    """Take the folder's lock, run a command as the server would, and let go again.

    Raises FolderInUse, UnsafeFile, CommandError.
    """
    if cmd in _ONLY_RUNNING:
        raise CommandError(f"{cmd}: no server runs in {settings.folder}")
    if cmd not in _MAY_BEGIN:
        require_database(settings)
    async with offline_desk(settings) as desk:
        return await run_command(desk, cmd, args)


@asynccontextmanager
async def offline_desk(settings: Settings) -> AsyncIterator[Desk]:
    """What commands work with on a folder that is locked meanwhile.

    Raises FolderInUse, UnsafeFile.
    """
    async with offline_app(settings) as (app, clock, store):
        yield Desk(
            app=app,
            settings=settings,
            clock=clock,
            status={},
            asked=list,
            store=store,
            release=lambda: None,
        )


def require_database(settings: Settings) -> None:
    """CommandError where there is no database: looking must not leave a new one."""
    if not (settings.folder / DATABASE_FILE).exists():
        raise CommandError(
            f"there is no database in {settings.folder}: is it the right --data-dir?"
        )


def look_at_store(folder: Path) -> Looked:
    """Check the whole database of a folder that nobody serves, and change nothing there.

    Raises FolderInUse, CannotStart.
    """
    path = folder / DATABASE_FILE
    if not path.exists():
        raise CannotStart(f"there is no database in {folder}")
    with FolderLock(folder).keep_free(), _explained(path):
        return look(path, whole=True)


def glance_at_store(folder: Path) -> Glanced:
    """Look at such a folder's database without reading it through.

    Without a storage key that can be used, no other is tried. Raises FolderInUse, CannotStart.
    """
    path = folder / DATABASE_FILE
    try:
        # There is a database, so this makes none.
        key_secret = load_sub_keys(folder).auth_keys
    except UnsafeFile:
        key_secret = None
    with FolderLock(folder).keep_free(), _explained(path):
        return glance(path, key_secret=key_secret)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (apsw.Error, UnusableSqlite, StoreTooNew) as error:
        raise CannotStart(f"{path}: {error}") from None


@asynccontextmanager
async def offline_app(settings: Settings) -> AsyncIterator[tuple[App, SystemClock, SqliteStore]]:
    """The core on a locked folder, without clients."""
    os.umask(0o077)
    lock = FolderLock(settings.folder)
    lock.acquire()
    async with AsyncExitStack() as closing:
        closing.callback(lock.release)
        refuse_half_restored(settings.folder)
        keys = load_sub_keys(settings.folder)
        clock = SystemClock()
        store = open_store(settings, keys, clock)
        closing.push_async_callback(store.close)
        blobs = open_blobs(settings, keys)
        closing.push_async_callback(blobs.close)
        staging = open_staging(settings)
        closing.push_async_callback(staging.close)
        background = await closing.enter_async_context(
            Background(grace_s=settings.limits.stop_timeout_s)
        )
        app = make_app(
            settings,
            keys,
            store=store,
            blobs=blobs,
            staging=staging,
            bus=LocalBus(),
            clock=clock,
            sessions=NoSessions(),
            messenger=NoCodes(),
            mailer=NoMail(),
            spawn=background.spawn,
        )
        yield app, clock, store
