"""The SQLite store: each operation of the port, sent to the thread that may run it."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Self

from heliograph.domain.authorizations import AuthKeyRecord, Authorization, ClientInfo, StoredKey
from heliograph.domain.history import Difference, HistoryQuery, MessagePage
from heliograph.domain.messages import (
    Body,
    BoxState,
    Deleted,
    Draft,
    Edit,
    EditContext,
    Edited,
    ReadInbox,
    ReadOutbox,
    SendContext,
    Sent,
)
from heliograph.domain.people import Account, Blocked, Contact, Seen
from heliograph.domain.sign_in import (
    AttemptContext,
    AttemptResult,
    Cancellation,
    CodeAttempt,
    CodeContext,
    CodeRequest,
    Invite,
    LoginCode,
    SignedIn,
    SignUp,
    SignUpContext,
)
from heliograph.storage.sqlite import (
    changing,
    difference,
    history,
    integrity,
    keys,
    migrate,
    people,
    pruning,
    sending,
    sign_in,
)
from heliograph.storage.sqlite.account_event_operations import AccountEventOperations
from heliograph.storage.sqlite.address_book_operations import AddressBookOperations
from heliograph.storage.sqlite.blob_operations import BlobOperations
from heliograph.storage.sqlite.bot_operations import BotOperations
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
from heliograph.storage.sqlite.file_operations import FileOperations
from heliograph.storage.sqlite.key_binding_operations import KeyBindingOperations
from heliograph.storage.sqlite.login_token_operations import LoginTokenOperations
from heliograph.storage.sqlite.pin_operations import PinOperations
from heliograph.storage.sqlite.poll_operations import PollOperations
from heliograph.storage.sqlite.preference_operations import PreferenceOperations
from heliograph.storage.sqlite.profile_operations import ProfileOperations
from heliograph.storage.sqlite.protection_operations import ProtectionOperations
from heliograph.storage.sqlite.push_operations import PushOperations
from heliograph.storage.sqlite.reaction_operations import ReactionOperations
from heliograph.storage.sqlite.restore_operations import RestoreOperations
from heliograph.storage.sqlite.saved_operations import SavedOperations
from heliograph.storage.sqlite.schedule_operations import ScheduleOperations
from heliograph.storage.sqlite.sealing import Sealer
from heliograph.storage.sqlite.search_operations import SearchOperations
from heliograph.storage.sqlite.snapshot import drop_left, new_path
from heliograph.storage.sqlite.takeout_operations import TakeoutOperations
from heliograph.storage.sqlite.terms_operations import TermsOperations
from heliograph.storage.sqlite.todo_operations import TodoOperations
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
    KeyBindingOperations,
    TwoStepOperations,
    ProfileOperations,
    AddressBookOperations,
    AccountEventOperations,
    LoginTokenOperations,
    DeviceOperations,
    DialogOperations,
    ClearingOperations,
    SavedOperations,
    EndingOperations,
    FileOperations,
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
    ScheduleOperations,
    ProtectionOperations,
    PushOperations,
    RestoreOperations,
    EncryptedChatOperations,
    BlobOperations,
):
    """Implements `ports.store.Store` and `ports.sessions.KeyStore` on one database file."""

    def __init__(self, engine: Engine, sealer: Sealer, hider: WordHider, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._ask = engine.ask
        self._change = engine.writer.submit
        self._sealer = sealer
        self._hider = hider

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

    # --- keys ----------------------------------------------------------------------------

    async def save_auth_key(self, key: AuthKeyRecord) -> None:
        await self._change(partial(keys.save_auth_key, key=key, sealer=self._sealer))

    async def load_auth_key(self, auth_key_id: int) -> StoredKey | None:
        return await self._ask(
            partial(keys.load_auth_key, auth_key_id=auth_key_id, sealer=self._sealer)
        )

    async def save_client(self, auth_key_id: int, client: ClientInfo) -> None:
        await self._change(partial(keys.save_client, auth_key_id=auth_key_id, client=client))

    async def touch_authorization(self, auth_key_id: int, *, date: int, address: str) -> None:
        work = partial(
            keys.touch_authorization, auth_key_id=auth_key_id, date=date, address=address
        )
        await self._change(work, bulk=True)

    async def authorizations(self, account_id: int) -> Sequence[Authorization]:
        return await self._ask(partial(keys.authorizations, account_id=account_id))

    async def end_authorizations(
        self, account_id: int, *, decide: Callable[[Sequence[Authorization]], Sequence[int]]
    ) -> Sequence[int]:
        return await self._change(
            partial(keys.end_authorizations, account_id=account_id, decide=decide), erases=True
        )

    async def end_authorization_of_key(self, auth_key_id: int) -> Sequence[int]:
        work = partial(keys.end_authorization_of_key, auth_key_id=auth_key_id)
        return await self._change(work, erases=True)

    # --- sign-in -------------------------------------------------------------------------

    async def issue_code(
        self,
        request: CodeRequest,
        *,
        window_s: int,
        decide: Callable[[CodeRequest, CodeContext], LoginCode],
    ) -> tuple[LoginCode, CodeContext]:
        return await self._change(
            partial(sign_in.issue_code, request=request, window_s=window_s, decide=decide)
        )

    async def attempt_code(
        self,
        attempt: CodeAttempt,
        *,
        decide: Callable[[CodeAttempt, AttemptContext], AttemptResult],
    ) -> SignedIn:
        return await self._change(partial(sign_in.attempt_code, attempt=attempt, decide=decide))

    async def sign_up(
        self,
        request: SignUp,
        *,
        decide: Callable[[SignUp, SignUpContext], Account | None],
    ) -> SignedIn:
        return await self._change(partial(sign_in.sign_up, request=request, decide=decide))

    async def cancel_code(
        self,
        request: Cancellation,
        *,
        decide: Callable[[LoginCode | None, Cancellation], None],
    ) -> None:
        await self._change(partial(sign_in.cancel_code, request=request, decide=decide))

    async def add_invite(self, invite: Invite) -> None:
        await self._change(partial(sign_in.add_invite, invite=invite))

    async def add_account(
        self, *, phone: str, first_name: str, last_name: str, date: int
    ) -> Account:
        work = partial(
            sign_in.add_account,
            phone=phone,
            first_name=first_name,
            last_name=last_name,
            date=date,
        )
        return await self._change(work)

    async def set_disabled(self, account_id: int, disabled: bool) -> Sequence[int]:
        return await self._change(
            partial(sign_in.set_disabled, account_id=account_id, disabled=disabled),
            erases=disabled,
        )

    async def accounts(self, *, after_id: int, limit: int) -> Sequence[Account]:
        return await self._ask(partial(people.accounts, after_id=after_id, limit=limit))

    # --- people --------------------------------------------------------------------------

    async def account(self, account_id: int) -> Account | None:
        return await self._ask(partial(people.account, account_id=account_id))

    async def account_by_phone(self, phone: str) -> Account | None:
        return await self._ask(partial(people.account_by_phone, phone=phone))

    async def seen(self, viewer_id: int, account_ids: Sequence[int]) -> Sequence[Seen]:
        return await self._ask(partial(people.seen, viewer_id=viewer_id, account_ids=account_ids))

    async def seen_by_many(self, viewer_ids: Sequence[int], account_id: int) -> Sequence[Seen]:
        work = partial(people.seen_by_many, viewer_ids=viewer_ids, account_id=account_id)
        return await self._ask(work)

    async def seen_by_username(self, viewer_id: int, username: str) -> Seen | None:
        return await self._ask(
            partial(people.seen_by_username, viewer_id=viewer_id, username=username)
        )

    async def seen_by_phone(self, viewer_id: int, phone: str) -> Seen | None:
        return await self._ask(partial(people.seen_by_phone, viewer_id=viewer_id, phone=phone))

    async def claim_username(
        self,
        account_id: int,
        username: str,
        *,
        decide: Callable[[Account, str, int | None], str | None],
    ) -> Account:
        work = partial(
            people.claim_username, account_id=account_id, username=username, decide=decide
        )
        return await self._change(work)

    async def update_profile(
        self, account_id: int, *, decide: Callable[[Account], Account]
    ) -> Account:
        return await self._change(
            partial(people.update_profile, account_id=account_id, decide=decide)
        )

    async def audience(self, account_id: int) -> Sequence[int]:
        return await self._ask(partial(people.audience, account_id=account_id))

    async def save_contacts(self, owner_id: int, *, contacts: Sequence[Contact]) -> Sequence[Seen]:
        return await self._change(
            partial(people.save_contacts, owner_id=owner_id, contacts=contacts)
        )

    async def match_phones(self, phones: Sequence[str]) -> Sequence[Account]:
        return await self._ask(partial(people.match_phones, phones=phones))

    async def delete_contacts(self, owner_id: int, contact_ids: Sequence[int]) -> Sequence[Seen]:
        return await self._change(
            partial(people.delete_contacts, owner_id=owner_id, contact_ids=contact_ids)
        )

    async def contacts(self, owner_id: int) -> Sequence[Seen]:
        return await self._ask(partial(people.contacts, owner_id=owner_id))

    async def set_blocked(
        self,
        owner_id: int,
        blocked_id: int,
        blocked: bool,
        *,
        date: int = 0,
        stories: bool = False,
    ) -> bool:
        work = partial(
            people.set_blocked,
            owner_id=owner_id,
            blocked_id=blocked_id,
            blocked=blocked,
            date=date,
            stories=stories,
        )
        return await self._change(work)

    async def blocked(
        self, owner_id: int, *, offset: int, limit: int, stories: bool = False
    ) -> tuple[Sequence[Blocked], int]:
        work = partial(
            people.blocked, owner_id=owner_id, offset=offset, limit=limit, stories=stories
        )
        return await self._ask(work)

    # --- messages ------------------------------------------------------------------------

    async def append_private(
        self, draft: Draft, *, decide: Callable[[Draft, SendContext], Body]
    ) -> Sent:
        work = partial(sending.append_private, draft=draft, decide=decide)
        return await self._change(work, text=draft.text, erases=draft.clear_draft)

    async def append_all(
        self, drafts: Sequence[Draft], *, decide: Callable[[Draft, SendContext], Body]
    ) -> tuple[Sent, ...]:
        return await self._change(partial(sending.append_all, drafts=drafts, decide=decide))

    async def edit_message(
        self, edit: Edit, *, decide: Callable[[Edit, EditContext], Body]
    ) -> tuple[Edited, ...]:
        work = partial(changing.edit_message, edit=edit, decide=decide)
        return await self._change(work, text=edit.text, erases=True)

    async def delete_messages(
        self, owner_id: int, ids: Sequence[int], *, revoke: bool, date: int
    ) -> tuple[Deleted, ...]:
        work = partial(
            changing.delete_messages, owner_id=owner_id, ids=ids, revoke=revoke, date=date
        )
        return await self._change(work, erases=True)

    async def repeat_deletion(self, owner_id: int, message_id: int, *, date: int) -> Deleted:
        return await self._change(
            partial(changing.repeat_deletion, owner_id=owner_id, message_id=message_id, date=date)
        )

    async def read_history(
        self, owner_id: int, peer_id: int, *, max_id: int, date: int
    ) -> tuple[ReadInbox, ReadOutbox | None]:
        work = partial(
            changing.read_history, owner_id=owner_id, peer_id=peer_id, max_id=max_id, date=date
        )
        # Numbers alone, and too often to empty the log for them.
        return await self._change(work, erases=False)

    async def history(self, query: HistoryQuery) -> MessagePage:
        return await self._ask(partial(history.history, query=query))

    async def live_locations(
        self, owner_id: int, peer_id: int, *, now: int, at_most: int
    ) -> MessagePage:
        work = partial(
            history.live_locations, owner_id=owner_id, peer_id=peer_id, now=now, at_most=at_most
        )
        return await self._ask(work)

    async def messages(self, owner_id: int, ids: Sequence[int]) -> MessagePage:
        return await self._ask(partial(history.messages, owner_id=owner_id, ids=ids))

    async def state(self, owner_id: int) -> BoxState:
        return await self._ask(partial(history.state, owner_id=owner_id))

    async def difference(self, owner_id: int, *, pts: int, limit: int) -> Difference:
        return await self._ask(
            partial(difference.difference, owner_id=owner_id, pts=pts, limit=limit)
        )
