"""The SQLite store: each operation of the port, sent to the thread that may run it."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Self

from heliograph.storage.sqlite import integrity, migrate, pruning, push
from heliograph.storage.sqlite.account_event_operations import AccountEventOperations
from heliograph.storage.sqlite.address_book_operations import AddressBookOperations
from heliograph.storage.sqlite.blob_operations import BlobOperations
from heliograph.storage.sqlite.bot_operations import BotOperations
from heliograph.storage.sqlite.channel_finding_operations import ChannelFindingOperations
from heliograph.storage.sqlite.channel_link_operations import ChannelLinkOperations
from heliograph.storage.sqlite.channel_log_operations import ChannelLogOperations
from heliograph.storage.sqlite.channel_member_operations import ChannelMemberOperations
from heliograph.storage.sqlite.channel_operations import ChannelOperations
from heliograph.storage.sqlite.chat_invite_operations import ChatInviteOperations
from heliograph.storage.sqlite.chat_operations import ChatOperations
from heliograph.storage.sqlite.clearing_operations import ClearingOperations
from heliograph.storage.sqlite.connection import machine_now
from heliograph.storage.sqlite.device_operations import DeviceOperations
from heliograph.storage.sqlite.dialog_operations import DialogOperations
from heliograph.storage.sqlite.encrypted_chat_operations import EncryptedChatOperations
from heliograph.storage.sqlite.ending_operations import EndingOperations
from heliograph.storage.sqlite.engine import (
    CHECKPOINT_BYTES,
    ERASE_WITHIN_S,
    QUEUE_MAX,
    READERS,
    Engine,
)
from heliograph.storage.sqlite.export_operations import ExportOperations
from heliograph.storage.sqlite.file_operations import FileOperations
from heliograph.storage.sqlite.key_binding_operations import KeyBindingOperations
from heliograph.storage.sqlite.key_operations import KeyOperations
from heliograph.storage.sqlite.location_operations import LocationOperations
from heliograph.storage.sqlite.login_token_operations import LoginTokenOperations
from heliograph.storage.sqlite.mention_operations import MentionOperations
from heliograph.storage.sqlite.message_operations import MessageOperations
from heliograph.storage.sqlite.opening_operations import OpeningOperations
from heliograph.storage.sqlite.people_operations import PeopleOperations
from heliograph.storage.sqlite.pin_operations import PinOperations
from heliograph.storage.sqlite.poll_operations import PollOperations
from heliograph.storage.sqlite.preference_operations import PreferenceOperations
from heliograph.storage.sqlite.profile_operations import ProfileOperations
from heliograph.storage.sqlite.profile_photo_operations import ProfilePhotoOperations
from heliograph.storage.sqlite.protection_operations import ProtectionOperations
from heliograph.storage.sqlite.public_operations import PublicOperations
from heliograph.storage.sqlite.push_operations import PushOperations
from heliograph.storage.sqlite.push_post_operations import PushPostOperations
from heliograph.storage.sqlite.reaction_operations import ReactionOperations
from heliograph.storage.sqlite.restore_operations import RestoreOperations
from heliograph.storage.sqlite.safety.log_store import SqliteLog
from heliograph.storage.sqlite.safety.staff_store import SqliteStaff
from heliograph.storage.sqlite.safety.store import SqliteSafety
from heliograph.storage.sqlite.saved_operations import SavedOperations
from heliograph.storage.sqlite.schedule_operations import ScheduleOperations
from heliograph.storage.sqlite.sealing import Sealer
from heliograph.storage.sqlite.search_operations import SearchOperations
from heliograph.storage.sqlite.sign_in_operations import SignInOperations
from heliograph.storage.sqlite.snapshot import drop_left, new_path
from heliograph.storage.sqlite.speaker_operations import SpeakerOperations
from heliograph.storage.sqlite.takeout_operations import TakeoutOperations
from heliograph.storage.sqlite.terms_operations import TermsOperations
from heliograph.storage.sqlite.thread_operations import ThreadOperations
from heliograph.storage.sqlite.todo_operations import TodoOperations
from heliograph.storage.sqlite.topic_operations import TopicOperations
from heliograph.storage.sqlite.transfer_operations import TransferOperations
from heliograph.storage.sqlite.two_step_operations import TwoStepOperations
from heliograph.storage.sqlite.word_hiding import WordHider
from heliograph.storage.sqlite.writer import Fatal
from heliograph.telemetry.logs import get_logger, wait_until_written

_EXIT_STATUS = 70
"""EX_SOFTWARE, when nobody said what else to do after a failed commit."""

_log = get_logger("store")


def end_process(failure: BaseException) -> None:
    """End the process at once: after a failed commit its memory and its disk may differ."""
    _log.critical("ending the process", error=repr(failure))
    wait_until_written()
    os._exit(_EXIT_STATUS)


class SqliteStore(
    KeyOperations,
    SignInOperations,
    PeopleOperations,
    MessageOperations,
    KeyBindingOperations,
    TwoStepOperations,
    ProfileOperations,
    ProfilePhotoOperations,
    AddressBookOperations,
    AccountEventOperations,
    LocationOperations,
    LoginTokenOperations,
    DeviceOperations,
    DialogOperations,
    ClearingOperations,
    SavedOperations,
    EndingOperations,
    ExportOperations,
    FileOperations,
    OpeningOperations,
    BotOperations,
    PreferenceOperations,
    PinOperations,
    PollOperations,
    ReactionOperations,
    TodoOperations,
    TransferOperations,
    TakeoutOperations,
    TermsOperations,
    SearchOperations,
    SpeakerOperations,
    ScheduleOperations,
    ProtectionOperations,
    PushOperations,
    PushPostOperations,
    RestoreOperations,
    EncryptedChatOperations,
    BlobOperations,
    ChatOperations,
    ChatInviteOperations,
    ChannelOperations,
    ChannelMemberOperations,
    ChannelLogOperations,
    ChannelFindingOperations,
    ChannelLinkOperations,
    MentionOperations,
    ThreadOperations,
    PublicOperations,
    TopicOperations,
):
    """Implements `ports.store.Store` and `ports.sessions.KeyStore` on one database file."""

    def __init__(self, engine: Engine, sealer: Sealer, hider: WordHider, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._ask = engine.ask
        self._change = engine.writer.submit
        self._sealer = sealer
        self._hider = hider
        self._push_room = push.Room()

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        key_secret: bytes,
        vfs: str | None = None,
        synchronous: str = "FULL",
        on_fatal: Fatal = end_process,
        readers: int = READERS,
        queue_max: int = QUEUE_MAX,
        checkpoint_bytes: int = CHECKPOINT_BYTES,
        erase_within_s: float = ERASE_WITHIN_S,
        now: Callable[[], int] = machine_now,
    ) -> Self:
        """Open or make the database; needs a running event loop, and blocks it while it migrates.

        `key_secret` is 32 bytes that seal the auth keys and hide the words of the index. `on_fatal`
        is called once, in the writer's thread, when a commit failed: it must end the process. `now`
        dates what is asked for: domain time. `vfs` and `synchronous` are for tests. Raises
        UnusableSqlite, StoreTooNew, or apsw.Error if the file is no database.
        """
        engine = Engine(
            Path(path),
            vfs=vfs,
            synchronous=synchronous,
            on_fatal=on_fatal,
            readers=readers,
            queue_max=queue_max,
            checkpoint_bytes=checkpoint_bytes,
            erase_within_s=erase_within_s,
            now=now,
            key_secret=key_secret,
        )
        return cls(engine, Sealer(key_secret), WordHider(key_secret), Path(path).parent)

    async def close(self) -> None:
        await self._engine.close()

    def public_log(self) -> SqliteLog:
        """The log that anybody can check, in this database."""
        return SqliteLog(self._ask, self._change)

    def safety(self, evidence_key: bytes) -> SqliteSafety:
        """What trust and safety keeps in this database; the key's 32 bytes seal evidence."""
        return SqliteSafety(self._ask, self._change, Sealer(evidence_key))

    def staff(self, staff_key: bytes) -> SqliteStaff:
        """What is kept of the staff; the key's 32 bytes seal what makes their codes."""
        return SqliteStaff(self._ask, self._change, Sealer(staff_key))

    async def check(self, *, whole: bool = False) -> Sequence[str]:
        """What is wrong with the database, a line each; see `integrity.check`.

        Nothing else waits for it, and cancelling stops it.
        """
        return await self._engine.examine(partial(integrity.check, whole=whole))

    async def snapshot(self) -> Path:
        """A copy of the database in a new file of its folder, which the caller takes away.

        Nothing else waits for it, and cancelling stops it.
        """
        target = new_path(self._folder)
        await self._engine.snapshot(target)
        return target

    async def prune(self, limits: pruning.Keep) -> int:
        """Forget what nobody needs any more, a bounded number of rows; gives how many went."""
        return await self._change(partial(pruning.prune, keep=limits), bulk=True, erases=True)

    async def drop_backups(self, *, made_before: int) -> int:
        """Remove the copies that migrations made before a Unix time; gives how many went.

        With them go copies that somebody asked for and never took away.
        """
        folder = self._folder
        return await self._change(
            lambda _: drop_left(folder) + migrate.drop_backups(folder, made_before=made_before),
            bulk=True,
        )
