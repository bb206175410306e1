"""What is read out of an account for the person it belongs to, and how that is kept in mind.

People stand in it as the account sees them: a name, a username, nothing else.
"""

import msgspec

from heliograph.domain import errors
from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.bots import BotCommand
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import SeenChat, Shown
from heliograph.domain.dialogs import Unsent
from heliograph.domain.files import Ownership, Photo
from heliograph.domain.filters import DialogFilter
from heliograph.domain.messages import Dialog, Message
from heliograph.domain.notifications import NotifySettings
from heliograph.domain.people import FIRST_ACCOUNT_ID, Account, Contact, is_bot
from heliograph.domain.permissions import Role
from heliograph.domain.preferences import Preferences
from heliograph.domain.privacy import Privacy
from heliograph.domain.profiles import Birthday, Note
from heliograph.domain.push import TokenKind

REASON_LENGTH = 300
"""Characters of what the operator gives as the reason; the person reads it in a message."""

OPEN_S = 24 * 3600
"""How long an export may go on: more than it takes to write terabytes to a disk."""

BEGUN = "export_begun"
ENDED = "export_ended"
WITHDRAWN = "file_withdrawn"


class AuditEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator did with an account; `of` is the event that this one ends, 0 for none."""

    id: int
    date: int
    kind: str
    account_id: int
    actor: str
    reason: str = ""
    of: int = 0


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody as the account sees them, or with an id below 0 a group or channel; no
    name is left of a deleted account."""

    id: int
    name: str = ""
    username: str = ""
    bot: bool = False
    broadcast: bool = False


def as_person(shown: Shown) -> Person:
    """What an export says of somebody: nothing that a dialog does not show the account."""
    if isinstance(shown, SeenChat):
        return Person(id=shown.chat.peer_id, name=shown.chat.title)
    if isinstance(shown, SeenChannel):
        channel = shown.channel
        return Person(
            id=channel.peer_id,
            name=channel.title,
            username=channel.username,
            broadcast=channel.broadcast,
        )
    account = shown.account
    if account.deleted:
        return Person(id=account.id)
    names = account.active_usernames
    return Person(
        id=account.id,
        name=" ".join(part for part in shown.names if part),
        username=names[0] if names else "",
        bot=is_bot(account.id),
    )


class ExportedDialog(msgspec.Struct, frozen=True, kw_only=True):
    """A dialog with its arrangement: how many messages it has, the date of the newest, what is
    pinned in it, newest first, and whether its owner protects its content."""

    person: Person
    dialog: Dialog
    messages: int
    date: int = 0
    pinned_ids: tuple[int, ...] = ()
    protected: bool = False
    bar_hidden: bool = False


class Restricted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a decision does with a message that the account wrote: by which measure, from when,
    until when (0 for no end), of which part of it, in which countries alone."""

    message_id: int
    measure: str
    decision: str
    date: int
    ends: int = 0
    part: str = ""
    countries: tuple[str, ...] = ()


class ExportedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that affects the account, by its number, as its statement has it; `about` is what
    kind of thing it is on, `taken_back` that a complaint of it was right, `page` where the
    statement stands and is complained of, empty where no server says."""

    number: str
    date: int
    ends: int
    about: str
    measures: tuple[str, ...]
    part: str
    ground: str
    clause: str
    category: str
    keyword: str
    facts: str
    taken_back: bool
    page: str = ""


class ExportedMessages(msgspec.Struct, frozen=True, kw_only=True):
    """Messages of one dialog, oldest first, everybody whom they name, and what decisions do with
    those of the account's own."""

    messages: tuple[Message, ...]
    people: tuple[Person, ...] = ()
    restricted: tuple[Restricted, ...] = ()


class ExportedPosts(msgspec.Struct, frozen=True, kw_only=True):
    """What an account wrote in a channel, oldest first, among all that was written there up to the
    id `reached`; `over` says that nothing is behind that. `restricted` as in `ExportedMessages`."""

    messages: tuple[Message, ...]
    people: tuple[Person, ...] = ()
    restricted: tuple[Restricted, ...] = ()
    reached: int
    over: bool


class ExportedContact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the address book, with what is noted beside it and the photo chosen for it."""

    contact: Contact
    note: Note | None = None
    photo: Photo | None = None


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, and since when it holds what the list says of them; 0 if that was not kept."""

    person: Person
    date: int


class SecretChat(msgspec.Struct, frozen=True, kw_only=True):
    """That an end-to-end chat was there: with whom, since when, whether it is over. What is said
    in it nobody but its two devices can read."""

    person: Person
    begun: int
    changed: int
    over: bool
    asked_by_account: bool


class ExportedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group or channel that the account is or was in, what it is there, since when, who brought
    it.

    `came_by` is the link it came by, "" for none, `rank` an admin's title; `about` and `photo` are
    what the group shows to who is inside.
    """

    group: Person
    role: Role
    date: int
    inviter: Person
    came_by: str = ""
    rank: str = ""
    about: str = ""
    photo: Photo | None = None


class ExportedLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link into a group that the account has made; `expires` and `usage_limit` 0 for none."""

    group: Person
    hash: str
    title: str
    date: int
    expires: int
    usage_limit: int
    used: int
    asks: bool
    revoked: bool


class ExportedDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device that is signed in; times are Unix seconds."""

    client: ClientInfo
    created: int
    active: int
    address: str
    confirmed: bool
    no_secret_chats: bool
    no_calls: bool


class ExportedPush(msgspec.Struct, frozen=True, kw_only=True):
    """Where a device wants to be told; the secret that hides what it is told stays out."""

    kind: TokenKind
    token: str
    no_muted: bool = False

    def __repr__(self) -> str:
        return f"ExportedPush({self.kind.name})"


class ExportedPassword(msgspec.Struct, frozen=True, kw_only=True):
    """That there is a password, and what its owner wrote down to recover it.

    What is `unconfirmed` waits for a code that was sent by mail; `reset_at` is when the password
    may be taken away without it, 0 if nobody asked for that.
    """

    has_password: bool
    hint: str = ""
    recovery_mail: str = ""
    unconfirmed_mail: str = ""
    unconfirmed_hint: str = ""
    reset_at: int = 0

    def __repr__(self) -> str:
        return f"ExportedPassword({self.has_password})"


class ExportedNotices(msgspec.Struct, frozen=True, kw_only=True):
    """Notification settings of one dialog or of a topic in it, or without a person of all dialogs
    of a `scope`."""

    scope: str
    settings: NotifySettings
    person: Person | None = None
    topic_id: int = 0


class ExportedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What was begun in a topic of a forum."""

    person: Person
    topic_id: int
    unsent: Unsent


class ExportedBot(msgspec.Struct, frozen=True, kw_only=True):
    """A bot that the account owns, and what it says of itself; its commands in any language."""

    person: Person
    about: str
    description: str
    commands: tuple[BotCommand, ...] = ()


class AskedTakeout(msgspec.Struct, frozen=True, kw_only=True):
    """That a device asked for a takeout, and whether another has confirmed it; `ends` is when one
    that runs does, 0 for none."""

    asked: int
    confirmed: bool
    ends: int


class Leftovers(msgspec.Struct, frozen=True, kw_only=True):
    """What no other operation of the store gives of one account."""

    contacts: tuple[ExportedContact, ...] = ()
    secret_chats: tuple[SecretChat, ...] = ()
    top_peers_reset: tuple[Since, ...] = ()
    saved_pinned: tuple[Person, ...] = ()
    groups: tuple[ExportedGroup, ...] = ()
    channels: tuple[ExportedGroup, ...] = ()
    group_requests: tuple[Since, ...] = ()
    group_links: tuple[ExportedLink, ...] = ()
    bots: tuple[ExportedBot, ...] = ()
    takeouts: tuple[AskedTakeout, ...] = ()
    uploads: Ownership = Ownership(files=0, size_bytes=0)
    terms_accepted: int = 0
    last_used: int = 0
    exports: tuple[AuditEvent, ...] = ()
    decisions: tuple[ExportedDecision, ...] = ()


class ExportedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """All about the account but its dialogs."""

    account: Account
    birthday: Birthday | None
    photos: tuple[Photo, ...]
    fallback_photos: tuple[Photo, ...]
    privacy: Privacy
    devices: tuple[ExportedDevice, ...]
    push: tuple[ExportedPush, ...]
    password: ExportedPassword
    code_mail: str
    account_terms: AccountTerms
    preferences: Preferences
    notices: tuple[ExportedNotices, ...]
    folders: tuple[DialogFilter, ...]
    begun_in_topics: tuple[ExportedDraft, ...] = ()
    awaited: tuple[Contact, ...]
    blocked: tuple[Since, ...]
    stories_blocked: tuple[Since, ...]
    top_peers: tuple[tuple[Person, float], ...]
    leftovers: Leftovers


class ExportBegun(msgspec.Struct, frozen=True, kw_only=True):
    """An export that may read now: its number in the audit log, and the id up to which messages of
    the mailbox belong to it."""

    export_id: int
    account_id: int
    date: int
    up_to_id: int


def check_may_export(account: Account) -> None:
    """USER_ID_INVALID for what is no person's account: the server's own, a bot's, a deleted one."""
    if account.id < FIRST_ACCOUNT_ID or is_bot(account.id) or account.deleted:
        raise errors.UserIdInvalid


def checked_reason(reason: str) -> str | None:
    """The reason as it is kept and told, None for none that somebody could read."""
    shown = " ".join(reason.split())
    fits = 0 < len(shown) <= REASON_LENGTH
    return shown if fits and shown.isprintable() else None


def is_open(event: AuditEvent | None, *, ended: bool, now: int) -> bool:
    """Whether the export that an event began may still read."""
    if event is None or event.kind != BEGUN or ended:
        return False
    return now < event.date + OPEN_S
