"""Records with everything that they may hold, for tests of how they are shown and written."""

from msgspec.structs import replace

from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import (
    AccountChange,
    AccountDifference,
    ConfigChanged,
    ContactPhotoChanged,
    DeviceConfirmed,
    DeviceSignedIn,
    DialogPinned,
    FiltersChanged,
    ForumViewChanged,
    MessageReactionsChanged,
    NotifySettingsChanged,
    PeerBlockedChanged,
    PeopleChanged,
    PersonChanged,
    PinnedDialogsChanged,
    PinnedSavedChanged,
    PollChanged,
    PrivacyChanged,
    RecentReactionsChanged,
    ScheduledChanged,
    ScheduledGone,
    TimerChanged,
    UnreadMarkChanged,
    UnsentChanged,
)
from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.bots import BotCommand, BotInfo
from heliograph.domain.dialogs import Archive, Unsent
from heliograph.domain.entities import Entity
from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.extras import (
    AnswerTold,
    Dice,
    DocumentMedia,
    Extras,
    Forward,
    GeoPoint,
    GoneMedia,
    LiveLocation,
    PhotoMedia,
    PollMedia,
    ProximityReached,
    Quote,
    ReplyOrigin,
    SharedContact,
    TodoAppended,
    TodoDone,
    TodoItem,
    TodoList,
    TodoTicked,
    Venue,
)
from heliograph.domain.files import (
    Animated,
    Audio,
    Document,
    Filename,
    HasStickers,
    ImageSize,
    Photo,
    PhotoSize,
    Sticker,
    Video,
)
from heliograph.domain.filters import DialogFilter
from heliograph.domain.history import DialogPage, Difference, MessagePage
from heliograph.domain.message_changes import (
    ContentsRead,
    Deleted,
    Edited,
    FoldersChanged,
    ReadInbox,
    ReadOutbox,
    Sent,
)
from heliograph.domain.messages import BoxState, Dialog, Message
from heliograph.domain.notifications import NotifyScope, NotifySettings, NotifyTarget, Sound
from heliograph.domain.peers import channel_peer
from heliograph.domain.people import (
    FIRST_BOT_ID,
    SERVICE_ACCOUNT_ID,
    Account,
    Contact,
    Seen,
    Username,
)
from heliograph.domain.pins import Pinned
from heliograph.domain.polls import Poll, PollAnswer, PollState, Voter
from heliograph.domain.presence import Status, StatusKind
from heliograph.domain.privacy import (
    ALL_PERMISSIONS,
    GlobalPrivacy,
    PrivacyKey,
    Rule,
    RuleKind,
    permission,
)
from heliograph.domain.profile_photos import ShownPhoto, ShownPhotos
from heliograph.domain.profiles import Birthday, Note, Profile
from heliograph.domain.reactions import Reaction
from heliograph.domain.schedule import Waiting
from heliograph.domain.threads import Replies
from heliograph.domain.withholding import Held
from heliograph.views import (
    entities,
)

ACCESS = AccessHasher(b"k")
ME, BEN = 1_000_000_001, 2**40
EVERY_ENTITY = (
    *(Entity(kind=kind, offset=0, length=2) for kind in entities._PLAIN),
    Entity(kind="TextUrl", offset=0, length=2, extra="https://example.org/ä"),
    Entity(kind="Pre", offset=0, length=2, extra="py"),
    Entity(kind="MentionName", offset=0, length=2, number=BEN),
    Entity(kind="CustomEmoji", offset=0, length=2, number=-5),
    Entity(kind="Blockquote", offset=0, length=2, collapsed=True),
    Entity(kind="Blockquote", offset=0, length=2),
)

SELF = Seen(account=Account(id=ME, phone="1201", first_name="Ann", username="ann_a"), viewer_id=ME)
FRIEND = Seen(
    account=Account(id=BEN, phone="1202", first_name="Ben", last_name="B", about="…"),
    viewer_id=ME,
    contact=Contact(owner_id=ME, contact_id=BEN, phone="1202", first_name="Benny"),
    knows_viewer=True,
)
STRANGER = Seen(account=Account(id=3, phone="1203", first_name="漢"), viewer_id=ME, blocked=True)
SEVERAL = replace(SELF, account=replace(SELF.account, usernames=(Username("ann_b"),)))
SERVICE = Seen(account=Account(id=SERVICE_ACCOUNT_ID, phone="", first_name="H"), viewer_id=ME)
ONLINE = replace(FRIEND, status=Status(StatusKind.ONLINE, 5))
BOT_INFO = BotInfo(account_id=4, description="d", commands=(BotCommand("help", "x"),))
BOT = Seen(account=Account(id=FIRST_BOT_ID, phone="", first_name="B"), viewer_id=ME)
DELETED = Seen(account=Account(id=ME + 1, phone="", first_name=""), viewer_id=ME)
SHOWN = ShownPhotos(ShownPhoto(8, b"\x01s"), ShownPhoto(9))
PICTURED = replace(SELF, account=replace(SELF.account, photos=SHOWN))
EVERYBODY = (SELF, SEVERAL, FRIEND, STRANGER, SERVICE, DELETED, BOT, PICTURED)

SOUNDS = ("Default", "None", "Local", "Ringtone")
LOUD = NotifySettings(
    show_previews=True,
    silent=False,
    mute_until=2**31 - 1,
    sound=Sound(kind="Local", title="t", data="d"),
    stories_muted=True,
    stories_hide_sender=False,
    stories_sound=Sound(kind="None"),
)
STRICT = GlobalPrivacy(
    keep_archived_unmuted=True,
    hide_read_marks=True,
    contacts_only=True,
    disallowed_gifts=("disallow_unique_stargifts",),
)
TOLD_ALL = Profile(
    seen=replace(FRIEND, allowed=ALL_PERMISSIONS & ~permission(PrivacyKey.FORWARDS)),
    birthday=Birthday(day=1, month=2, year=2000),
    note=Note(text="my note", entities=(Entity(kind="Bold", offset=0, length=2),)),
    notify=LOUD,
    settings=STRICT,
    stories_blocked=True,
)
DEVICE = Authorization(
    hash=1,
    auth_key_id=2,
    account_id=ME,
    created=3,
    active=4,
    address="::1",
    client=ClientInfo(layer=229, device_model="Desk"),
)
BEGUN = Unsent(
    date=1_700_000_004,
    text="well",
    entities=(Entity(kind="Bold", offset=0, length=4),),
    reply_to_id=8,
    quote_text="😀",
    quote_entities=(Entity(kind="Italic", offset=0, length=2),),
)
VIEW = DialogFilter(
    id=2,
    title="😀 work",
    title_entities=(Entity(kind="CustomEmoji", offset=0, length=2, number=5),),
    emoticon="💼",
    color=3,
    contacts=True,
    exclude_muted=True,
    pinned=(BEN,),
    included=(ME,),
    excluded=(SERVICE_ACCOUNT_ID,),
)
ACCOUNT_CHANGES: tuple[AccountChange, ...] = (
    PeerBlockedChanged(peer_id=BEN, blocked=True, stories_hidden=True),
    *(
        PrivacyChanged(key=key, rules=tuple(Rule(kind, (BEN,)) for kind in RuleKind))
        for key in PrivacyKey
    ),
    *(
        NotifySettingsChanged(target=NotifyTarget(scope, BEN), settings=LOUD)
        for scope in NotifyScope
    ),
    PeopleChanged(peer_ids=(BEN, 3), bars_hidden=(3,)),
    ContactPhotoChanged(peer_id=BEN),
    PersonChanged(user_id=BEN),
    UnsentChanged(peer_id=BEN, unsent=BEGUN, date=BEGUN.date),
    UnsentChanged(peer_id=BEN, unsent=None, date=5),
    DialogPinned(peer_id=BEN, folder_id=0, pinned=True),
    DialogPinned(peer_id=BEN, folder_id=1, pinned=False),
    PinnedDialogsChanged(folder_id=1, order=(BEN,)),
    UnreadMarkChanged(peer_id=BEN, unread=True),
    ForumViewChanged(peer_id=channel_peer(8), as_messages=True),
    TimerChanged(peer_id=BEN, period=86_400),
    FiltersChanged(),
    PinnedSavedChanged(order=(BEN, ME)),
    PersonChanged(user_id=ME),
    DeviceSignedIn(device=DEVICE, asks=True),
    DeviceSignedIn(device=DEVICE, asks=False),
    DeviceConfirmed(hash=-1),
)

PLAIN = Message(owner_id=ME, id=7, peer_id=BEN, sender_id=BEN, date=1_700_000_000, text="hi")
RICH = Message(
    owner_id=ME,
    id=8,
    peer_id=ME,
    sender_id=ME,
    date=1_700_000_001,
    text="😀" * 2048,
    entities=EVERY_ENTITY,
    edit_date=1_700_000_002,
    reply_to_id=7,
    silent=True,
    noforwards=True,
)
HAPPENED = replace(PLAIN, text="", action="ContactSignUp")
PLACE = GeoPoint(latitude=-52.5, longitude=13.25, accuracy_radius=7)
EVERY_SIZE = (
    PhotoSize(type="i", content=b"\x01\x02"),
    PhotoSize(type="j", content=b"\x03"),
    PhotoSize(type="s", width=90, height=60, content=b"\x04"),
    PhotoSize(type="m", width=320, height=200, size=5_000, sha256=b"m" * 32),
    PhotoSize(type="y", width=1280, height=800, size=90, sha256=b"y" * 32, progressive=(30, 90)),
)
DOCUMENT = Document(
    id=2**61,
    access_hash=-1,
    date=1_700_000_000,
    mime_type="video/mp4",
    size=2**32,
    sha256=b"d" * 32,
    attributes=(
        ImageSize(width=1, height=2),
        Animated(),
        Video(duration=1.5, width=3, height=4, round=True, streaming=True, nosound=True,
              preload_bytes=5, start_s=0.5, codec="h264"),
        Audio(duration=6, voice=True, title="t", performer="p", waveform=b"\x01"),
        Filename(name="漢.mp4"),
        Sticker(emoji="👍", mask=True),
        HasStickers(),
    ),
    thumbs=EVERY_SIZE,
)  # fmt: skip
PHOTO = Photo(id=7, access_hash=8, date=9, sizes=EVERY_SIZE, has_stickers=True)
EVERY_MEDIA = (
    DocumentMedia(document=DOCUMENT, spoiler=True),
    PhotoMedia(photo=PHOTO, spoiler=True),
    DocumentMedia(document=DOCUMENT, ttl_seconds=5),
    PhotoMedia(photo=PHOTO, ttl_seconds=5),
    GoneMedia(ttl_seconds=5, photo=True),
    GoneMedia(ttl_seconds=5, video=True, round=True, voice=True),
    Dice(emoticon="🎲", value=6),
    SharedContact(phone="1202", first_name="B", last_name="b", vcard="v", user_id=BEN),
    PLACE,
    LiveLocation(point=PLACE, period=900, heading=90, proximity_radius=5),
    Venue(point=PLACE, title="t", address="a", provider="p", venue_id="i", venue_type="k"),
    PollMedia(poll_id=1),
    TodoList(
        title="t",
        entities=EVERY_ENTITY,
        items=(TodoItem(id=40, title="i", entities=EVERY_ENTITY),),
        others_may_append=True,
        others_may_complete=True,
        done=(TodoDone(item_id=40, account_id=BEN, date=5),),
    ),
)
ASKED = Poll(
    id=5,
    creator_id=ME,
    question="q",
    answers=tuple(PollAnswer(option=option, text="a") for option in (b"0", b"1")),
    public_voters=True,
    multiple=True,
    quiz=True,
    final_votes=True,
    shuffled=True,
    hidden_until_close=True,
    correct=(1,),
    solution="s",
    solution_entities=EVERY_ENTITY,
    close_period=60,
    close_date=1_700_000_060,
)
OPEN_POLL = PollState(poll=ASKED, counts=(1, 2), voters=2, chosen=(1,), recent_ids=(BEN, ME))
ENDED_POLL = replace(OPEN_POLL, poll=replace(ASKED, closed=True))
VOTER = Voter(account_id=BEN, chosen=(0, 1), date=5)
POLLS = tuple(
    replace(PLAIN, text="", extras=Extras(media=PollMedia(poll_id=5)), poll=state)
    for state in (OPEN_POLL, ENDED_POLL)
)
REACTED = replace(
    RICH,
    reactions=(
        Reaction(account_id=ME, signs=("👍", "🔥"), date=5, big=True),
        Reaction(account_id=BEN, signs=("👍",), date=6, unread=True),
    ),
)
FORWARD = Forward(
    date=5,
    from_id=BEN,
    saved_from_peer=BEN,
    saved_from_msg_id=3,
    saved_from_id=ME,
    saved_from_name="n",
    saved_date=6,
)
HIDDEN = Forward(date=5, from_name="Somebody")
QUOTED = Quote(text="😀😀", entities=EVERY_ENTITY, offset=3)
ORIGINS = tuple(ReplyOrigin(forward=HIDDEN, media=media) for media in (None, *EVERY_MEDIA))
CARRYING = (
    *(replace(PLAIN, text="", extras=Extras(media=media)) for media in EVERY_MEDIA),
    *POLLS,
    REACTED,
    replace(RICH, extras=Extras(forward=FORWARD, quote=QUOTED)),
    replace(RICH, extras=Extras(forward=HIDDEN), pinned=True),
    replace(
        PLAIN,
        extras=Extras(
            via_bot_id=4, ttl_period=60, effect=5, invert_media=True, from_scheduled=True
        ),
    ),
)
ADDED = AnswerTold(option=b"c", text="Cake", added_by=BEN, date=9)
TOLD = tuple(
    replace(HAPPENED, action=action, extras=Extras(told=told), reply_to_id=3)
    for action, told in (
        ("TodoCompletions", TodoTicked(completed=(3,), incompleted=(40,))),
        ("PollAppendAnswer", AnswerTold(option=b"c", text="Cake", added_by=BEN, date=9)),
        (
            "PollDeleteAnswer",
            AnswerTold(option=b"c", text="Cake", added_by=BEN, date=9, removed=True),
        ),
        ("GeoProximityReached", ProximityReached(from_id=BEN, to_id=ME, distance=20)),
        ("TodoAppendTasks", TodoAppended(items=(TodoItem(id=40, title="i"),))),
    )
)
TIMED = replace(
    HAPPENED,
    action="SetMessagesTTL",
    extras=Extras(arguments=(("period", 60),), ttl_period=30),
    reply_to_id=3,
)
OPINIONS: tuple[AccountChange, ...] = (
    MessageReactionsChanged(message=REACTED),
    *(PollChanged(message=message) for message in POLLS),
    RecentReactionsChanged(),
    ConfigChanged(),
)
PROTECTED = tuple(
    replace(HAPPENED, action=action, extras=Extras(arguments=arguments))
    for action in ("NoForwardsRequest", "NoForwardsToggle")
    for arguments in ((("prev_value", True), ("new_value", False)),)
)
PAGE = MessagePage(messages=(RICH, PLAIN), count=2, sees=EVERYBODY)
SLICE = MessagePage(messages=(PLAIN,), count=9, sees=EVERYBODY, offset_id_offset=3)
DIALOG = Dialog(
    owner_id=ME, peer_id=BEN, top_id=8, read_inbox_max_id=6, read_outbox_max_id=5, unread=1
)
ARRANGED = replace(
    DIALOG, folder_id=1, pinned=True, unread_mark=True, ttl_period=86_400, unsent=BEGUN
)
DIALOGS = DialogPage(
    dialogs=(DIALOG, ARRANGED),
    messages=(RICH,),
    sees=EVERYBODY,
    count=2,
    archive=Archive(peer_id=BEN, top_id=8, unmuted_peers=1, unmuted_messages=1),
)
STATE = BoxState(pts=9, date=1_700_000_003, unread=1)
CHANGES: list[MailboxChange] = [
    MessageArrived(owner_id=ME, pts=5, message=RICH, sees=EVERYBODY),
    Edited(owner_id=ME, pts=6, pts_count=1, message=PLAIN, sees=EVERYBODY),
    Deleted(owner_id=ME, pts=8, pts_count=2, ids=(1, 2)),
    ReadInbox(owner_id=ME, pts=9, pts_count=1, peer_id=BEN, max_id=7, still_unread=3),
    Pinned(owner_id=ME, pts=10, pts_count=1, peer_id=BEN, ids=(7,), pinned=True),
    ReadOutbox(owner_id=ME, pts=10, pts_count=1, peer_id=BEN, max_id=7),
    ContentsRead(owner_id=ME, pts=12, pts_count=2, ids=(7, 8), date=1_700_000_003),
    FoldersChanged(owner_id=ME, pts=11, pts_count=1, places=((BEN, 1),), sees=EVERYBODY),
]
MISSED = Difference(changes=tuple(CHANGES), state=STATE, sees=EVERYBODY, final=True)
UNFINISHED = Difference(changes=tuple(CHANGES), state=STATE, sees=EVERYBODY, final=False)
ALL_CHANGED = AccountDifference(changes=(*ACCOUNT_CHANGES, *OPINIONS), sees=EVERYBODY)
COMMENTS = Replies(count=2, pts=5, top_id=9, place_id=-1_000_000_000_008, recent_ids=(BEN,))
NOTHING = Difference(changes=(), state=STATE, sees=(SELF,), final=True)
SENT = Sent(message=RICH, pts=5, sender_sees=EVERYBODY)
AGAIN = Sent(
    message=RICH, pts=9, pts_count=0, sender_sees=EVERYBODY, deletion=CHANGES[2], repeated=True
)
WAITING = Waiting(message=RICH, random_id=5, sees=EVERYBODY)
WENT = Waiting(message=RICH, random_id=6, sees=EVERYBODY, repeated=True, sent=SENT)
GONE = ScheduledGone(peer_id=BEN, ids=(1, 2), sent_ids=(7, 8))
FAILED = ScheduledGone(peer_id=BEN, ids=(1, 2))
SCHEDULE_CHANGES = (ScheduledChanged(message=RICH), GONE, FAILED)
HELD = tuple(
    replace(PLAIN, held=held)
    for held in (
        Held(withheld=True, reason="geo", text="Withheld."),
        Held(reason="sensitive", text="Not for everybody.", label="Disputed."),
    )
)
