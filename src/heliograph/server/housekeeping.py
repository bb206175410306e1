"""What happens because time passes: forgetting what the store has kept long enough."""

from collections.abc import Awaitable, Callable
from functools import partial

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
from heliograph.server.repeating import repeat
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.pruning import Keep
from heliograph.telemetry import metrics

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
_LISTS_EVERY_S = 1
_LISTS_AT_ONCE = 500
_INDEX_EVERY_S = 0.5
# Messages wait for a step; where many are to be indexed, short ones cost more than they spare.
_INDEXED_AT_LEAST, _INDEXED_AT_ONCE = 20, 100
_INDEX_STEPS = 10
_CODES_KEEP_S = 86_400
"""Codes are counted within an hour, wrong guesses at them within a day."""


async def watch_presence(expire: Callable[[], Awaitable[None]]) -> None:
    """Let those who said nothing more leave, every few seconds. Never ends."""
    # Whoever was not told sees it when they look.
    await repeat(expire, "Telling who left", every_s=_PRESENCE_EVERY_S)


async def close_polls(app: App) -> None:
    """Close polls whose time is over, every few seconds. Never ends."""
    # They take no votes by then, whoever was not told.
    await repeat(partial(close_due_polls, app), "Closing polls", every_s=_POLLS_EVERY_S)


async def expire(app: App) -> None:
    """Take away messages whose time has come, every few seconds. Never ends."""
    work = partial(expire_messages, app)
    await repeat(work, "Taking expired messages away", every_s=_EXPIRY_EVERY_S)


async def count_views(app: App) -> None:
    """Write who saw posts, every few seconds. Never ends."""
    # Where it fails, a number beside some posts is too small.
    await repeat(partial(write_views, app), "Counting who saw posts", every_s=_VIEWS_EVERY_S)


async def settle_lists(store: SqliteStore) -> None:
    """Take closed channels out of the lists of many, in small steps that let messages go first.

    Never ends.
    """

    async def work() -> None:
        while await store.settle_lists(at_most=_LISTS_AT_ONCE):
            pass

    # Lists leave out what is closed by themselves.
    await repeat(work, "Writing lists of dialogs", every_s=_LISTS_EVERY_S)


async def lift_limits(app: App) -> None:
    """Let those be as everybody of whom something was forbidden until now. Never ends."""
    # The rules look at the time themselves.
    work = partial(lift_ended, app)
    await repeat(work, "Lifting what was forbidden", every_s=_LIFTING_EVERY_S)


async def expire_media(app: App) -> None:
    """Take away media that were opened when their time has come, looking every second. Never
    ends."""
    work = partial(expire_opened, app)
    await repeat(work, "Taking opened media away", every_s=_OPENED_EVERY_S, at_once=True)


async def end_unused(app: App) -> None:
    """Log devices out and delete accounts that were unused for too long, hourly. Never ends."""

    async def work() -> None:
        await end_unused_sessions(app)
        await delete_unused_accounts(app)
        await tell_ended_chats(app)

    await repeat(work, "Ending what is unused", every_s=_UNUSED_EVERY_S, at_once=True)


async def keep_index(store: SqliteStore) -> None:
    """Index what people write within a second, in small steps that let messages go first.

    Never ends.
    """

    async def work() -> None:
        step = 0
        while waiting := await store.unindexed():
            metrics.SEARCH_UNINDEXED.set(waiting)
            step = step or min(max(_INDEXED_AT_LEAST, waiting // _INDEX_STEPS), _INDEXED_AT_ONCE)
            if not await store.index_messages(at_most=step):
                break
        metrics.SEARCH_UNINDEXED.set(0)

    # Searches read what is in no index.
    await repeat(work, "Indexing", every_s=_INDEX_EVERY_S)


async def send_scheduled(app: App) -> None:
    """Send scheduled messages when they are due, looking every second. Never ends."""

    async def work() -> None:
        while await send_due(app):
            pass

    await repeat(work, "Sending what is due", every_s=_SCHEDULE_EVERY_S, at_once=True)


async def carry_out(executor: Executor) -> None:
    """Do what decisions bring when it is due, looking every second or at once. Never ends."""
    what = "Carrying decisions out"
    await repeat(executor.work, what, every_s=_DECIDED_EVERY_S, at_once=True, pause=executor.pause)


async def remove_media(app: App, clock: SystemClock, settings: Settings) -> None:
    """Remove files that nobody shows any more, and content that no file is made of, every minute;
    once a day also what is kept no longer, and what lies there without the store knowing of it.
    Never ends."""
    looked, limits = 0.0, settings.limits

    async def work() -> None:
        nonlocal looked
        daily = clock.wire_now() - looked >= _DAY_S
        if daily:
            await drop_old_contents(app, settings.media_days)
        async for _ in remove_unheld(app, grace_s=limits.media_grace_s):
            pass
        if daily:
            before = int(clock.wire_now()) - limits.media_grace_s
            await remove_unknown_blobs(app, changed_before=before)
            looked = clock.wire_now()

    await repeat(work, "Removing media", every_s=_EVERY_S, at_once=True)


async def sweep_uploads(app: App, limits: Limits) -> None:
    """Remove uploads that nobody went on with, every minute. Never ends."""

    async def work() -> None:
        await app.staging.sweep(before=app.clock.now() - limits.upload_lifetime_s)

    await repeat(work, "Sweeping uploads", every_s=_EVERY_S, at_once=True)


async def keep_house(store: SqliteStore, clock: SystemClock, limits: Limits) -> None:
    """Prune the store every minute, in bounded steps that let messages go first. Never ends."""

    async def work() -> None:
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
        while await store.prune(keep):
            pass
        await store.drop_backups(made_before=now - limits.migration_backup_keep_s)

    await repeat(work, "Pruning", every_s=_EVERY_S)
