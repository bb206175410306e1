"""The store: every operation takes its decision with it and is durable when it returns.

`decide` is a plain function that sees the rows the operation declares; they are still true when
it commits. It returns what to write or raises `domain.errors.Refused`, which undoes the operation.
An implementation acknowledges nothing before it is durable and ends the process when it can't be.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from heliograph.domain.account_events import PeerBlockedChanged
from heliograph.domain.authorizations import AuthKeyRecord, Authorization, ClientInfo, StoredKey
from heliograph.domain.chats import Shown
from heliograph.domain.history import Difference, HistoryQuery, MessagePage
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox, ReadOutbox, Sent
from heliograph.domain.messages import Body, BoxState, Draft, Edit, EditContext, SendContext
from heliograph.domain.people import Account, Blocked, Contact, Seen
from heliograph.domain.profiles import NO_NOTES, Note
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
from heliograph.ports.account_event_store import AccountEventOperations
from heliograph.ports.address_book_store import AddressBookOperations
from heliograph.ports.blob_store import BlobOperations
from heliograph.ports.bot_store import BotOperations
from heliograph.ports.channel_finding_store import ChannelFindingOperations
from heliograph.ports.channel_link_store import ChannelLinkOperations
from heliograph.ports.channel_log_store import ChannelLogOperations
from heliograph.ports.channel_member_store import ChannelMemberOperations
from heliograph.ports.channel_store import ChannelOperations
from heliograph.ports.chat_invite_store import ChatInviteOperations
from heliograph.ports.chat_store import ChatOperations
from heliograph.ports.clearing_store import ClearingOperations
from heliograph.ports.code_mail_store import CodeMailOperations
from heliograph.ports.device_store import DeviceOperations
from heliograph.ports.dialog_store import DialogOperations
from heliograph.ports.encrypted_chat_store import EncryptedChatOperations
from heliograph.ports.ending_store import EndingOperations
from heliograph.ports.export_store import ExportOperations
from heliograph.ports.file_store import FileOperations
from heliograph.ports.key_binding_store import KeyBindingOperations
from heliograph.ports.location_store import LocationOperations
from heliograph.ports.login_token_store import LoginTokenOperations
from heliograph.ports.mention_store import MentionOperations
from heliograph.ports.opening_store import OpeningOperations
from heliograph.ports.pin_store import PinOperations
from heliograph.ports.poll_store import PollOperations
from heliograph.ports.preference_store import PreferenceOperations
from heliograph.ports.profile_photo_store import ProfilePhotoOperations
from heliograph.ports.profile_store import ProfileOperations
from heliograph.ports.protection_store import ProtectionOperations
from heliograph.ports.public_store import PublicOperations
from heliograph.ports.push_post_store import PushPostOperations
from heliograph.ports.push_store import PushOperations
from heliograph.ports.reaction_store import ReactionOperations
from heliograph.ports.saved_store import SavedOperations
from heliograph.ports.schedule_store import ScheduleOperations
from heliograph.ports.search_store import Search
from heliograph.ports.speaker_store import SpeakerOperations
from heliograph.ports.takeout_store import TakeoutOperations
from heliograph.ports.terms_store import TermsOperations
from heliograph.ports.thread_store import ThreadOperations
from heliograph.ports.todo_store import TodoOperations
from heliograph.ports.topic_store import TopicOperations
from heliograph.ports.transfer_store import TransferOperations
from heliograph.ports.two_step_store import TwoStepOperations


class KeyOperations(Protocol):
    """Auth keys (secrets stored encrypted) and what hangs on them."""

    async def save_auth_key(self, key: AuthKeyRecord) -> None:
        """Raises KeyCollision if the id is taken by another key."""
        ...

    async def load_auth_key(self, auth_key_id: int) -> StoredKey | None: ...

    async def save_client(self, auth_key_id: int, client: ClientInfo) -> None:
        """Remember the layer and device of a key; may be repeated."""
        ...

    async def touch_authorization(self, auth_key_id: int, *, date: int, address: str) -> None:
        """Note when and from where a device was last active."""
        ...

    async def authorizations(self, account_id: int) -> Sequence[Authorization]:
        """The account's devices, most recently active first."""
        ...

    async def end_authorizations(
        self,
        account_id: int,
        *,
        decide: Callable[[Sequence[Authorization]], Sequence[int]],
        with_waits: bool = False,
    ) -> Sequence[int]:
        """Remove those of the account's authorizations whose hashes `decide` names; gives their
        auth_key_ids. `decide` sees the imported ones as well. `with_waits` lets nobody who entered
        the account's code offer its password any more."""
        ...

    async def end_authorization_of_key(self, auth_key_id: int) -> Sequence[int]:
        """Log the key out, and the keys that imported its authorization; gives all of them."""
        ...


class SignInOperations(Protocol):
    """Codes, invitations, accounts."""

    async def issue_code(
        self,
        request: CodeRequest,
        *,
        window_s: int,
        decide: Callable[[CodeRequest, CodeContext], LoginCode],
    ) -> tuple[LoginCode, CodeContext]:
        """Keep a code, and end the one it replaces; also returns what it was decided on."""
        ...

    async def attempt_code(
        self,
        attempt: CodeAttempt,
        *,
        decide: Callable[[CodeAttempt, AttemptContext], AttemptResult],
    ) -> SignedIn:
        """WRONG counts an attempt; SIGN_UP marks the code verified; SIGNED_IN ends the code and
        ties the key to the account (replacing what the key carried); PASSWORD ends the code and
        what the key carried, and lets the key offer the password. A correct code entered once
        more by the key it signed in gives the same authorization, by the key that owes the
        password the same result."""
        ...

    async def sign_up(
        self,
        request: SignUp,
        *,
        decide: Callable[[SignUp, SignUpContext], Account | None],
    ) -> SignedIn:
        """Make the account, its mailbox (pts 1) and the authorization; uses up the invite."""
        ...

    async def cancel_code(
        self,
        request: Cancellation,
        *,
        decide: Callable[[LoginCode | None, Cancellation], None],
    ) -> None:
        """End a code that lives; `decide` is given None if it does not."""
        ...

    async def add_invite(self, invite: Invite) -> None:
        """Replaces an earlier invite; Refused PHONE_NUMBER_OCCUPIED if there is an account."""
        ...

    async def add_account(
        self, *, phone: str, first_name: str, last_name: str, date: int
    ) -> Account:
        """Operator's way in. Refused PHONE_NUMBER_OCCUPIED."""
        ...

    async def set_disabled(self, account_id: int, disabled: bool) -> Sequence[int]:
        """Gives the auth_key_ids whose authorizations ended with it (all of the account's)."""
        ...

    async def accounts(self, *, after_id: int, limit: int) -> Sequence[Account]:
        """By rising id, for the operator's list."""
        ...


class PeopleOperations(Protocol):
    """Accounts as others see them, usernames, contacts, blocking."""

    async def account(self, account_id: int) -> Account | None: ...

    async def account_by_phone(self, phone: str) -> Account | None: ...

    async def seen(self, viewer_id: int, account_ids: Sequence[int]) -> Sequence[Seen]:
        """In the order asked; unknown ids are left out."""
        ...

    async def shown(self, viewer_id: int, peer_ids: Sequence[int]) -> Sequence[Shown]:
        """As `seen`, with groups among the peers."""
        ...

    async def shown_to_many(
        self, viewer_ids: Sequence[int], peer_ids: Sequence[int]
    ) -> Mapping[int, tuple[Shown, ...]]:
        """As `shown`, for each of the viewers, in a few statements."""
        ...

    async def seen_by_many(self, viewer_ids: Sequence[int], account_id: int) -> Sequence[Seen]:
        """One account as each of the viewers sees it, in their order; nothing if it is unknown."""
        ...

    async def shown_by_username(self, viewer_id: int, username: str) -> Shown | None:
        """Who or what a name finds; a channel that was deleted has none."""
        ...

    async def seen_by_phone(self, viewer_id: int, phone: str) -> Seen | None: ...

    async def claim_username(
        self,
        account_id: int,
        username: str,
        *,
        decide: Callable[[Account, str, int | None], str | None],
    ) -> Account: ...

    async def update_profile(
        self, account_id: int, *, decide: Callable[[Account], Account]
    ) -> Account:
        """Only names and about may change."""
        ...

    async def audience(self, account_id: int) -> Sequence[int]:
        """Everybody who should hear of a change of the account: those who have it as a contact or
        share a dialog with it, and itself."""
        ...

    async def save_contacts(
        self,
        owner_id: int,
        *,
        contacts: Sequence[Contact],
        notes: Mapping[int, Note | None] = NO_NOTES,
    ) -> Sequence[Seen]:
        """Add or rename address book entries and give them as the owner now sees them. A contact
        without a phone keeps the one it has, one that is not in `notes` what was written beside
        it; entries for oneself are left out. CONTACT_ID_INVALID for an account that does not
        exist."""
        ...

    async def match_phones(self, phones: Sequence[str]) -> Sequence[Account]:
        """Accounts that have one of the numbers."""
        ...

    async def delete_contacts(
        self, owner_id: int, contact_ids: Sequence[int]
    ) -> Sequence[Seen]: ...

    async def contacts(self, owner_id: int) -> Sequence[Seen]:
        """The owner's address book, by rising id."""
        ...

    async def set_blocked(
        self,
        owner_id: int,
        blocked_id: int,
        blocked: bool,
        *,
        date: int = 0,
        stories: bool = False,
    ) -> PeerBlockedChanged | None:
        """How it stands then, None if it changed nothing. `stories` is the list of those kept from
        stories alone."""
        ...

    async def blocked(
        self, owner_id: int, *, offset: int, limit: int, stories: bool = False
    ) -> tuple[Sequence[Blocked], int]:
        """A page of one of the two lists, newest first, and how many it has."""
        ...


class MessageOperations(Protocol):
    """Mailboxes: every change takes the next pts of each mailbox it touches, in commit order."""

    async def append_private(
        self, draft: Draft, *, decide: Callable[[Draft, SendContext], Body]
    ) -> Sent:
        """One body, a copy per mailbox. A known random_id with the same fingerprint gives the first
        message again without deciding; with another one it is Refused RANDOM_ID_DUPLICATE.

        The service account keeps no mailbox: what it sends or is sent leaves the other side's copy
        alone. Its own `Sent.message` then has id 0 and pts 0. A date is raised to that of the last
        event of either mailbox, should the clock have stepped back.
        """
        ...

    async def append_all(
        self, drafts: Sequence[Draft], *, decide: Callable[[Draft, SendContext], Body]
    ) -> tuple[Sent, ...]:
        """As `append_private` for each, all or none. Drafts whose source is gone are left out;
        MESSAGE_ID_INVALID if that is all of them."""
        ...

    async def edit_message(
        self, edit: Edit, *, decide: Callable[[Edit, EditContext], Body]
    ) -> tuple[Edited, ...]:
        """The editor's own part first."""
        ...

    async def delete_messages(
        self, owner_id: int, ids: Sequence[int], *, revoke: bool, date: int
    ) -> tuple[Deleted, ...]:
        """The owner's part first (pts_count 0 if none of the ids was there); `revoke` also takes
        them from the others' mailboxes. A body goes with its last copy. MESSAGE_DELETE_FORBIDDEN
        for what somebody in a group may not take from the others."""
        ...

    async def repeat_deletion(self, owner_id: int, message_id: int, *, date: int) -> Deleted:
        """Say once more, under the mailbox's next pts, that a message of it is gone."""
        ...

    async def read_history(
        self, owner_id: int, peer_id: int, *, max_id: int, date: int
    ) -> tuple[ReadInbox, ReadOutbox | None]:
        """The reader's part, and the sender's if they learn anything. Nothing new: pts_count 0."""
        ...

    async def read_chat(
        self, owner_id: int, peer_id: int, *, max_id: int, date: int
    ) -> tuple[ReadInbox, tuple[ReadOutbox, ...]]:
        """As `read_history`, of a group: the parts of all writers who learn something."""
        ...

    async def history(self, query: HistoryQuery) -> MessagePage: ...

    async def live_locations(
        self, owner_id: int, peer_id: int, *, now: int, at_most: int
    ) -> MessagePage:
        """Of each side the newest live location that still moves, of a dialog's latest messages."""
        ...

    async def messages(self, owner_id: int, ids: Sequence[int]) -> MessagePage:
        """In the order asked, missing ones left out."""
        ...

    async def copy_for(self, owner_id: int, message_id: int, *, viewer_id: int) -> int | None:
        """The id of the owner's message in somebody else's mailbox; None if it is not in both."""
        ...

    async def state(self, owner_id: int) -> BoxState: ...

    async def difference(self, owner_id: int, *, pts: int, limit: int) -> Difference:
        """At most `limit` changes after `pts`; deletions and reads are given whole. The people are
        in the `sees` of the whole, not of each change."""
        ...


class Store(
    KeyOperations,
    KeyBindingOperations,
    SignInOperations,
    TwoStepOperations,
    CodeMailOperations,
    PeopleOperations,
    ProfileOperations,
    ProfilePhotoOperations,
    AddressBookOperations,
    AccountEventOperations,
    PreferenceOperations,
    PinOperations,
    PollOperations,
    ReactionOperations,
    TodoOperations,
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
    TransferOperations,
    SpeakerOperations,
    TakeoutOperations,
    TermsOperations,
    Search,
    PushOperations,
    PushPostOperations,
    EncryptedChatOperations,
    ScheduleOperations,
    ProtectionOperations,
    BlobOperations,
    ChatOperations,
    ChatInviteOperations,
    ChannelOperations,
    ChannelMemberOperations,
    ChannelLogOperations,
    ChannelFindingOperations,
    ChannelLinkOperations,
    PublicOperations,
    MentionOperations,
    ThreadOperations,
    TopicOperations,
    MessageOperations,
    Protocol,
):
    """Everything the actions need, on one connection to the truth."""

    async def close(self) -> None:
        """Finish what is queued, make it durable and let go of the files."""
        ...
