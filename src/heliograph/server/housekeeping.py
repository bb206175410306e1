"""What happens because time passes: forgetting what the store has kept long enough."""

import asyncio
from collections.abc import Awaitable, Callable

from heliograph.actions.app import App
from heliograph.actions.blobs import drop_old_contents, remove_unknown_blobs
from heliograph.actions.channel_admins import lift_ended
from heliograph.actions.channel_posts import write_views
from heliograph.actions.clearing import expire_messages
from heliograph.actions.deletion import delete_unused_accounts
from heliograph.actions.encrypted_chats import tell_ended_chats
from heliograph.actions.files import remove_unheld
from heliograph.actions.opening import expire_opened
from heliograph.actions.polls import close_due_polls
from heliograph.actions.scheduling import send_due
from heliograph.actions.sessions import end_unused_sessions
from heliograph.config import Limits, Settings
from heliograph.safety.carrying_out import Executor
from heliograph.server.clock import SystemClock
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.pruning import Keep
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)

_EVERY_S = 60
_DAY_S = 86_400
_PRESENCE_EVERY_S = 5
_POLLS_EVERY_S = 5
_EXPIRY_EVERY_S = 5
_LIFTING_EVERY_S = 5
_VIEWS_EVERY_S = 2
_OPENED_EVERY_S = 1
_UNUSED_EVERY_S = 3_600
_SCHEDULE_EVERY_S = 1
_DECIDED_EVERY_S = 1
_INDEX_EVERY_S = 0.5
_INDEXED_AT_ONCE = 100
_CODES_KEEP_S = 86_400
"""Codes are counted within an hour, wrong guesses at them within a day."""


async def watch_presence(expire: Callable[[], Awaitable[None]]) -> None:
    """Let those who said nothing more leave, every few seconds. Never ends."""
    while True:
        await asyncio.sleep(_PRESENCE_EVERY_S)
        try:
            await expire()
        except Exception:
            # The outermost loop of a worker: whoever was not told sees it when they look.
            log.exception("Telling who left failed.")


async def close_polls(app: App) -> None:
    """Close polls whose time is over, every few seconds. Never ends."""
    while True:
        await asyncio.sleep(_POLLS_EVERY_S)
        try:
            await close_due_polls(app)
        except Exception:
            # The outermost loop of a worker: they take no votes by now, whoever was not told.
            log.exception("Closing polls failed.")


async def expire(app: App) -> None:
    """Take away messages whose time has come, every few seconds. Never ends."""
    while True:
        await asyncio.sleep(_EXPIRY_EVERY_S)
        try:
            await expire_messages(app)
        except Exception:
            # The outermost loop of a worker: what stays now goes in a few seconds.
            log.exception("Taking expired messages away failed.")


async def count_views(app: App) -> None:
    """Write who saw posts, every few seconds. Never ends."""
    while True:
        await asyncio.sleep(_VIEWS_EVERY_S)
        try:
            await write_views(app)
        except Exception:
            # The outermost loop of a worker: a number beside some posts is too small.
            log.exception("Counting who saw posts failed.")


async def lift_limits(app: App) -> None:
    """Let those be as everybody of whom something was forbidden until now. Never ends."""
    while True:
        await asyncio.sleep(_LIFTING_EVERY_S)
        try:
            await lift_ended(app)
        except Exception:
            # The outermost loop of a worker: the rules look at the time themselves.
            log.exception("Lifting what was forbidden failed.")


async def expire_media(app: App) -> None:
    """Take away media that were opened when their time has come, looking every second. Never
    ends."""
    while True:
        try:
            await expire_opened(app)
        except Exception:
            # The outermost loop of a worker: what stays now goes in a second.
            log.exception("Taking opened media away failed.")
        await asyncio.sleep(_OPENED_EVERY_S)


async def end_unused(app: App) -> None:
    """Log devices out and delete accounts that were unused for too long, hourly. Never ends."""
    while True:
        try:
            await end_unused_sessions(app)
            await delete_unused_accounts(app)
            await tell_ended_chats(app)
        except Exception:
            # The outermost loop of a worker: what failed now is tried again in an hour.
            log.exception("Ending what is unused failed.")
        await asyncio.sleep(_UNUSED_EVERY_S)


async def keep_index(store: SqliteStore) -> None:
    """Index what people write within a second, in small steps that let messages go first.

    Never ends.
    """
    while True:
        await asyncio.sleep(_INDEX_EVERY_S)
        try:
            while waiting := await store.unindexed():
                metrics.SEARCH_UNINDEXED.set(waiting)
                if not await store.index_messages(at_most=_INDEXED_AT_ONCE):
                    break
            metrics.SEARCH_UNINDEXED.set(0)
        except Exception:
            # The outermost loop of a worker: searches read what is in no index.
            log.exception("Indexing failed.")


async def send_scheduled(app: App) -> None:
    """Send scheduled messages when they are due, looking every second. Never ends."""
    while True:
        try:
            while await send_due(app):
                pass
        except Exception:
            # The outermost loop of a worker: what failed now still waits, and is tried again.
            log.exception("Sending what is due failed.")
        await asyncio.sleep(_SCHEDULE_EVERY_S)


async def carry_out(executor: Executor) -> None:
    """Do what decisions bring when it is due, looking every second or at once. Never ends."""
    while True:
        try:
            await executor.work()
        except Exception:
            # The outermost loop of a worker: what failed now is still due.
            log.exception("Carrying decisions out failed.")
        await executor.pause(_DECIDED_EVERY_S)


async def remove_media(app: App, clock: SystemClock, settings: Settings) -> None:
    """Remove files that nobody shows any more, and content that no file is made of, every minute;
    once a day also what is kept no longer, and what lies there without the store knowing of it.
    Never ends."""
    looked, limits = 0.0, settings.limits
    while True:
        try:
            daily = clock.wire_now() - looked >= _DAY_S
            if daily:
                await drop_old_contents(app, settings.media_days)
            async for _ in remove_unheld(app, grace_s=limits.media_grace_s):
                pass
            if daily:
                before = int(clock.wire_now()) - limits.media_grace_s
                await remove_unknown_blobs(app, changed_before=before)
                looked = clock.wire_now()
        except Exception:
            # The outermost loop of a worker: what stays now goes in a minute.
            log.exception("Removing media failed.")
        await asyncio.sleep(_EVERY_S)


async def sweep_uploads(app: App, limits: Limits) -> None:
    """Remove uploads that nobody went on with, every minute. Never ends."""
    while True:
        try:
            await app.staging.sweep(before=app.clock.now() - limits.upload_lifetime_s)
        except Exception:
            # The outermost loop of a worker: what stays now goes in a minute.
            log.exception("Sweeping uploads failed.")
        await asyncio.sleep(_EVERY_S)


async def keep_house(store: SqliteStore, clock: SystemClock, limits: Limits) -> None:
    """Prune the store every minute, in bounded steps that let messages go first. Never ends."""
    while True:
        await asyncio.sleep(_EVERY_S)
        now = clock.now()
        keep = Keep(
            now=now,
            sends_after=now - limits.random_id_keep_s,
            codes_after=now - _CODES_KEEP_S,
            unused_keys_after=now - limits.unused_key_lifetime_s,
            # By the clock that the exchange told the client.
            encrypted_after=now - limits.encrypted_keep_s,
            logged_after=now - limits.log_private_keep_s,
            likeness_after=now - limits.likeness_jobs_keep_s,
            staff_seen_after=now - limits.staff_idle_s,
            staff_begun_after=now - limits.staff_session_s,
            expired_keys_after=int(clock.wire_now()),
        )
        try:
            while await store.prune(keep):
                pass
            await store.drop_backups(made_before=now - limits.migration_backup_keep_s)
        except Exception:
            # The outermost loop of a worker: what failed now is tried again in a minute.
            log.exception("Pruning failed.")
