"""Putting the core together: the same for a running server and for a command without one."""

import asyncio

import apsw

from heliograph.actions.app import App, LookAt
from heliograph.bus.local import LocalBus
from heliograph.catalogues.drawings import REACTIONS
from heliograph.config import Limits, Settings
from heliograph.domain.channel_admins import ChannelLimits
from heliograph.domain.chats import ChatLimits
from heliograph.domain.composing import MessageLimits
from heliograph.domain.files import Quota
from heliograph.domain.push import PushBounds, PushRules
from heliograph.domain.reactions import ReactionLimits
from heliograph.domain.sign_in import CodeLimits, Registration
from heliograph.domain.terms import Terms
from heliograph.domain.two_step import TwoStepLimits
from heliograph.domain.uploads import UploadLimits
from heliograph.media.probe import ConfinedProbe
from heliograph.media.workers import Bounds
from heliograph.ports.blobs import Blobs
from heliograph.ports.clock import Clock
from heliograph.ports.mailer import Mailer
from heliograph.ports.messenger import Messenger
from heliograph.ports.sessions import Sessions
from heliograph.ports.spawn import Spawn
from heliograph.ports.staging import Staging
from heliograph.ports.store import Store
from heliograph.server.arithmetic import ArithmeticThread
from heliograph.server.clock import SystemClock
from heliograph.server.errors import CannotStart
from heliograph.server.files import make_private_file
from heliograph.server.keys import DATABASE_FILE, UPLOADS_FOLDER, SubKeys
from heliograph.server.randomness import SystemRandom
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.connection import UnusableSqlite
from heliograph.storage.sqlite.migrate import StoreTooNew
from heliograph.storage.staging import LocalStaging

CODES_WINDOW_S = 3600
DAY_S = 86_400


def open_store(settings: Settings, keys: SubKeys, clock: Clock) -> SqliteStore:
    """Open the database of the data folder, migrating it if it is older than the program.

    Raises CannotStart. A store that fails later ends the process: nothing more may be answered.
    """
    path, limits = settings.folder / DATABASE_FILE, settings.limits
    make_private_file(path)
    try:
        return SqliteStore.open(
            path,
            key_secret=keys.auth_keys,
            queue_max=limits.store_queue_max,
            checkpoint_bytes=limits.wal_checkpoint_bytes,
            now=clock.now,
        )
    except (apsw.Error, UnusableSqlite, StoreTooNew) as error:
        raise CannotStart(f"{path}: {error}") from None


def open_staging(settings: Settings) -> LocalStaging:
    """Where uploads wait, for whoever holds the folder's lock. Raises CannotStart."""
    folder, limits = settings.folder / UPLOADS_FOLDER, settings.limits
    bounds = UploadLimits(
        parts=limits.upload_parts_max,
        files=limits.uploads_waiting_per_account,
        size_bytes=limits.upload_bytes_waiting_per_account,
    )
    try:
        return LocalStaging(folder, bounds)
    except OSError as error:
        raise CannotStart(f"{folder}: {error.strerror}") from None


def make_app(
    settings: Settings,
    keys: SubKeys,
    *,
    store: Store,
    blobs: Blobs,
    staging: Staging,
    bus: LocalBus,
    clock: SystemClock,
    sessions: Sessions,
    messenger: Messenger,
    mailer: Mailer,
    spawn: Spawn,
    terms: Terms | None = None,
    look_at: LookAt | None = None,
) -> App:
    """What the actions work with, under the settings."""
    limits = settings.limits
    return App(
        store=store,
        blobs=blobs,
        probe=ConfinedProbe(_probe_bounds(settings)),
        staging=staging,
        bus=bus,
        clock=clock,
        random=SystemRandom(),
        messenger=messenger,
        mailer=mailer,
        compute=ArithmeticThread(),
        sessions=sessions,
        spawn=spawn,
        pause=asyncio.sleep,
        registration=Registration(settings.signs_up),
        code_secret=keys.login_codes,
        password_secret=keys.passwords,
        message_limits=_message_limits(limits),
        reaction_limits=ReactionLimits(offered=frozenset(REACTIONS)),
        code_limits=_code_limits(limits),
        chat_limits=ChatLimits(members=limits.chat_members_max),
        channel_limits=ChannelLimits(
            members=limits.supergroup_members_max,
            admins=limits.channel_admins_max,
            bots=limits.channel_bots_max,
        ),
        two_step_limits=_two_step_limits(limits),
        terms=terms,
        look_at=look_at,
        quota=Quota(files=limits.files_per_account, size_bytes=settings.media_quota_mib << 20),
        push_rules=PushRules(own_networks=settings.own_push_networks, bounds=_push_bounds(limits)),
    )


def _message_limits(limits: Limits) -> MessageLimits:
    return MessageLimits(
        text_length=limits.message_utf16_max,
        entities=limits.entities_max,
        edit_window_s=limits.edit_window_s,
    )


def _probe_bounds(settings: Settings) -> Bounds:
    limits = settings.limits
    return Bounds(
        confined=settings.media_confined,
        processes=limits.media_processes,
        waiting=limits.media_waiting,
        memory_bytes=limits.media_process_bytes,
        seconds=limits.media_process_s,
        pixels=limits.media_pixels,
    )


def _push_bounds(limits: Limits) -> PushBounds:
    return PushBounds(
        devices_per_account=limits.push_devices_per_account,
        dialogs_per_device=limits.push_dialogs_per_device,
        tasks=limits.push_tasks_max,
        lifetime_s=limits.push_lifetime_s,
        attempts=limits.push_attempts,
        muted_every_s=limits.push_muted_every_s,
    )


def _code_limits(limits: Limits) -> CodeLimits:
    return CodeLimits(
        digits=limits.code_digits,
        lifetime_s=limits.code_lifetime_s,
        attempts=limits.code_attempts,
        window_s=CODES_WINDOW_S,
        per_phone=limits.codes_per_phone_per_hour,
        per_address=limits.codes_per_address_per_hour,
        guesses_per_phone=limits.wrong_codes_per_phone_per_day,
        guess_window_s=DAY_S,
    )


def _two_step_limits(limits: Limits) -> TwoStepLimits:
    return TwoStepLimits(
        challenge_lifetime_s=limits.password_challenge_lifetime_s,
        wait_s=limits.password_wait_s,
        window_s=DAY_S,
        attempts_per_account=limits.password_attempts_per_account_per_day,
        attempts_per_address=limits.password_attempts_per_address_per_day,
        code_digits=limits.mail_code_digits,
        code_lifetime_s=limits.mail_code_lifetime_s,
        code_attempts=limits.mail_code_attempts,
        letters_per_account=limits.mails_per_account_per_day,
        letters_per_recipient=limits.mails_per_recipient_per_day,
        reset_delay_s=limits.password_reset_delay_s,
        reset_retry_s=limits.password_reset_retry_s,
    )
