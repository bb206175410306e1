"""Every view is written for every layer in that layer's own definitions."""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.config import Address, Limits
from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import (
    NOTHING_CHANGED,
    AccountChange,
    AccountDifference,
    ConfigChanged,
    ContactPhotoChanged,
    DeviceConfirmed,
    DeviceSignedIn,
    DialogPinned,
    FiltersChanged,
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
from heliograph.domain.filters import ALL, DialogFilter
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
from heliograph.domain.people import (
    FIRST_BOT_ID,
    SERVICE_ACCOUNT_ID,
    Account,
    Blocked,
    Contact,
    Seen,
    Username,
)
from heliograph.domain.pins import Pinned
from heliograph.domain.polls import Poll, PollAnswer, PollState, Voter
from heliograph.domain.preferences import Preferences
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
from heliograph.domain.search import Found
from heliograph.domain.terms import make_terms
from heliograph.domain.threads import Replies
from heliograph.domain.typing import Activity
from heliograph.domain.withholding import Held
from heliograph.tl import registry as schema
from heliograph.tl import types
from heliograph.tl.codec import decode_as_written, encode
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.views import (
    account_events,
    activities,
    app_config,
    authorizations,
    bots,
    config,
    contacts,
    dialogs,
    entities,
    extras,
    files,
    filters,
    messages,
    notifications,
    polls,
    preferences,
    privacy,
    profiles,
    reactions,
    terms,
    todos,
    updates,
    users,
)
from support.covered import objects_in
from support.tl_reference import write

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
TOLD = tuple(
    replace(HAPPENED, action=action, extras=Extras(told=told), reply_to_id=3)
    for action, told in (
        ("TodoCompletions", TodoTicked(completed=(3,), incompleted=(40,))),
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

VIEWS: dict[str, list[Any]] = {
    "authorizations.authorizations": [
        authorizations.authorizations([DEVICE], 2, unused_days=7, now=1)
    ],
    "authorizations.new_authorization": [],  # in account_updates
    "authorizations.authorization": [
        authorizations.authorization(DEVICE, is_current=True, now=1),
        authorizations.authorization(
            replace(DEVICE, confirmed=False), is_current=False, now=1, owes_password=True
        ),
    ],
    "config.config": [
        config.config(key_dc=2, advertised=[Address("::1", 443)], limits=Limits(), date=1)
    ],
    "config.dc_options": config.dc_options([Address("::1", 443), Address("192.0.2.7", 80)]),
    "app_config.app_config": [app_config.app_config(Limits())],
    "contacts.contacts_changed": [contacts.contacts_changed(EVERYBODY, 1, ACCESS)],
    "contacts.blocked_page": [
        contacts.blocked_page([Blocked(seen=STRANGER, date=5)], 1, ACCESS),
        contacts.blocked_page([Blocked(seen=STRANGER, date=5)], 9, ACCESS),
    ],
    "entities.entity": [],  # in RICH: by itself it may have no form at a layer
    "entities.words": [],  # in user_full, polls and lists
    "extras.media": [],  # in message
    "extras.forward_header": [],
    "extras.reply_header": [
        messages.message(replace(PLAIN, extras=Extras(reply_origin=origin, quote=QUOTED)), ACCESS)
        for origin in ORIGINS
    ],
    "extras.saved_peer": [],
    "messages.message": [
        messages.message(one, ACCESS)
        for one in (PLAIN, RICH, HAPPENED, TIMED, *PROTECTED, *TOLD, *CARRYING, *HELD)
    ],
    "messages.replies_of": [
        messages.replies_of(replace(RICH, replies=Replies(count=2, pts=5))),
        messages.replies_of(replace(RICH, replies=COMMENTS)),
    ],
    "messages.state": [messages.state(STATE)],
    "messages.history": [messages.history(PAGE, ACCESS), messages.history(SLICE, ACCESS)],
    "messages.found": [
        messages.found(Found(page=page, inexact=inexact), ACCESS)
        for page in (PAGE, SLICE)
        for inexact in (False, True)
    ],
    "messages.found_everywhere": [
        messages.found_everywhere(Found(page=page, inexact=True), ACCESS) for page in (PAGE, SLICE)
    ],
    "messages.messages_by_id": [messages.messages_by_id([99, 8, 7, 8], PAGE, ACCESS)],
    "dialogs.dialogs": [
        dialogs.dialogs(DIALOGS, ACCESS),
        dialogs.dialogs(DialogPage(dialogs=(), messages=(), sees=(), count=5), ACCESS),
    ],
    "dialogs.dialog": [dialogs.dialog(DIALOG), dialogs.dialog(ARRANGED)],
    "dialogs.archive_row": [],
    "dialogs.draft_message": [dialogs.draft_message(BEGUN)],
    "dialogs.dialog_peers": dialogs.dialog_peers([BEN]),
    # Older layers are answered the list alone.
    "files.document_media": [],  # in message
    "files.file_media": [],
    "files.gone_media": [],
    "files.photo_media": [],
    "files.document": [files.document(DOCUMENT, viewer_id=ME, access=ACCESS)],
    "files.photo": [files.photo(PHOTO, viewer_id=ME, access=ACCESS)],
    "files.photo_size": [files.photo_size(size) for size in EVERY_SIZE],
    "files.attribute": [files.attribute(one) for one in DOCUMENT.attributes],
    "extras.proximity_told": [],  # in messages.message
    "filters.dialog_filter": [],  # in dialog_filters
    "filters.dialog_filters": filters.dialog_filters(
        (ALL, VIEW), tags=True, viewer_id=ME, access=ACCESS
    ).filters,
    "dialogs.saved_dialogs": [],  # unknown to older layers, who cannot ask
    "dialogs.dialog_update": [],  # in account events
    "dialogs.peer_dialogs": [dialogs.peer_dialogs(DIALOGS, STATE, ACCESS)],
    "terms.terms_of_service": [
        terms.terms_of_service(make_terms("Be kind: https://example.org/rules"))
    ],
    "updates.change_update": [updates.change_update(change, ACCESS) for change in CHANGES],
    "updates.changes": [updates.changes([], (), 1, ACCESS)],
    "updates.change": [updates.change(change, 1, ACCESS) for change in CHANGES],
    "updates.sent_reply": [updates.sent_reply(sent, 5, 1, ACCESS) for sent in (SENT, AGAIN)],
    "updates.sent_many": [updates.sent_many((SENT, AGAIN), 1, ACCESS)],
    "updates.waiting": [updates.waiting((WAITING, WENT), 1, ACCESS)],
    "updates.dispatched": [updates.dispatched((SENT,), gone, 1, ACCESS) for gone in (GONE, FAILED)],
    "account_events.scheduled_update": [],  # in account_updates
    "account_events.photo_changed": [account_events.photo_changed(seen) for seen in EVERYBODY],
    "account_events.account_changed": [account_events.account_changed(seen) for seen in EVERYBODY],
    "updates.difference": [
        updates.difference(MISSED, NOTHING_CHANGED, 1, ACCESS),
        updates.difference(MISSED, ALL_CHANGED, 1, ACCESS),
        updates.difference(UNFINISHED, NOTHING_CHANGED, 1, ACCESS),
        updates.difference(NOTHING, NOTHING_CHANGED, 9, ACCESS),
        updates.difference(NOTHING, NOTHING_CHANGED, 1, ACCESS),
        updates.difference(NOTHING, ALL_CHANGED, 9, ACCESS),
    ],
    "users.user": [users.user(seen, ACCESS) for seen in EVERYBODY],
    "users.min_user": [users.min_user(seen.account) for seen in EVERYBODY],
    "users.users": users.users(EVERYBODY, ACCESS),
    "users.status": [users.status(Status(kind, 5)) for kind in StatusKind],
    "users.usernames": users.usernames(SEVERAL),
    "account_events.phone_changed": [
        updates.changes([update], (SELF,), 1, ACCESS)
        for update in (account_events.phone_changed(SELF),)
        if update
    ],
    "users.visible_phone": [],  # in user
    "users.profile_photo": [users.profile_photo(PICTURED)],
    "users.peer_settings": [users.peer_settings(seen) for seen in EVERYBODY],
    "profiles.user_full": [
        profiles.user_full(Profile(seen=seen), access=ACCESS) for seen in EVERYBODY
    ]
    + [
        profiles.user_full(
            replace(TOLD_ALL, photo=PHOTO, fallback_photo=PHOTO, chosen_photo=PHOTO), access=ACCESS
        ),
        profiles.user_full(TOLD_ALL, BOT_INFO, access=ACCESS),
    ],
    "bots.bot_info": [],  # in user_full
    "bots.bot_command": [],
    "profiles.birthday": [],  # in user_full: by itself older layers have no form for it
    "profiles.note": [],
    "profiles.requirement_to_contact": [],
    "privacy.privacy_key": [],  # in updatePrivacy
    "privacy.privacy_rules": [],
    "privacy.global_privacy": [privacy.global_privacy(STRICT)],
    "privacy.disallowed_gifts": [],
    "notifications.notify_settings": [notifications.notify_settings(LOUD)],
    "notifications.notification_sound": [
        notifications.notification_sound(Sound(kind=kind)) for kind in SOUNDS
    ],
    "notifications.notify_peer": [
        notifications.notify_peer(NotifyTarget(scope, BEN)) for scope in NotifyScope
    ],
    "preferences.auto_download_settings": [preferences.auto_download_settings(Preferences())],
    "preferences.reactions_notify_settings": [],  # unknown to older layers, who cannot ask
    "account_events.account_updates": [
        updates.changes(account_events.account_updates(change, EVERYBODY, ACCESS), (), 1, ACCESS)
        for change in (*ACCOUNT_CHANGES, *SCHEDULE_CHANGES, *OPINIONS)
    ],
    "polls.poll_media": [polls.poll_media(OPEN_POLL, ME), polls.poll_media(ENDED_POLL, BEN)],
    "polls.poll": [polls.poll(OPEN_POLL, ME)],
    "polls.poll_results": [polls.poll_results(ENDED_POLL, ME)],
    "polls.poll_update": [polls.poll_update(replace(RICH, poll=OPEN_POLL))],
    "polls.peer_vote": [
        types.messages.VotesList(
            count=1,
            votes=[polls.peer_vote(voter, OPEN_POLL, of_option=of_option)],
            chats=[],
            users=[],
        )
        for voter in (VOTER, replace(VOTER, chosen=(1,)))
        for of_option in (False, True)
    ],
    "reactions.message_reactions": [reactions.message_reactions(REACTED)],
    "reactions.peer_reactions": reactions.peer_reactions(REACTED, REACTED.reactions[0]),
    "reactions.reaction_emoji": [reactions.reaction_emoji("👍")],
    "todos.todo_media": [],  # in messages.message, as older layers know none
    "todos.todo_told": [],  # in messages.message
    "activities.activity": [
        updates.changes([updates.typed(FRIEND, Activity(kind=kind))], (), 1, ACCESS)
        for kind in (
            *activities._PLAIN,
            *activities._WITH_PROGRESS,
            "EmojiInteraction",
            "EmojiInteractionSeen",
        )
    ],
    "updates.status_changed": [updates.status_changed(FRIEND)],
    "updates.exact_status_changed": [updates.exact_status_changed(ONLINE)],
    "updates.typed": [updates.typed(FRIEND, Activity(kind="Typing"))],
    "updates.typed_in_chat": [updates.typed_in_chat(7, 8, Activity(kind="Typing"))],
}
NO_VIEWS = {
    "config.dc_of",
    "entities.entity_records",
    "extras.add_extras",
    "polls.poll_hash",
    "updates.people_of",
    "activities.asked_activity",
    "notifications.asked_settings",
    "notifications.asked_sound",
    "preferences.asked_auto_download",
    "preferences.asked_reaction_notices",
    "privacy.asked_global_privacy",
    "privacy.asked_key",
    "privacy.asked_kind",
    "privacy.named_chats",
    "terms.accepted_id",
}
MODULES = (
    files,
    account_events,
    activities,
    app_config,
    authorizations,
    bots,
    config,
    contacts,
    dialogs,
    entities,
    extras,
    filters,
    messages,
    notifications,
    polls,
    preferences,
    privacy,
    profiles,
    reactions,
    terms,
    todos,
    updates,
    users,
)


def _functions(module: ModuleType) -> Iterator[str]:
    place = module.__name__.rsplit(".", 1)[1]
    for name, found in vars(module).items():
        function = inspect.unwrap(found) if callable(found) else None
        own = inspect.isfunction(function) and function.__module__ == module.__name__
        if own and not name.startswith("_"):
            yield f"{place}.{name}"


def test_every_view_is_in_the_table() -> None:
    assert {name for module in MODULES for name in _functions(module)} == {*VIEWS} | NO_VIEWS


@pytest.mark.parametrize("view", VIEWS)
def test_view_is_written_in_the_definitions_of_every_layer(view: str) -> None:
    for layer in range(OLDEST, NEWEST + 1):
        for made in VIEWS[view]:
            body = encode(made, layer)
            written = decode_as_written(body)
            assert write(written) == body, layer
            for part in objects_in(written):
                assert schema.at_layer(part.TL_NAME, layer) == part.TL_DEFINITION, (layer, part)


_FACTS = {
    "message": ("id", "out", "date", "edit_date", "message"),
    "user": ("id", "self", "access_hash", "first_name", "phone"),
    "dialog": ("top_message", "unread_count", "read_inbox_max_id"),
    "updates.state": ("pts", "qts", "date", "seq"),
    "messageReplyHeader": ("reply_to_msg_id",),
    "messageFwdHeader": ("from_id", "from_name", "date", "saved_from_peer", "saved_from_msg_id"),
    "messageMediaDice": ("emoticon", "value"),
    "messageMediaContact": ("phone_number", "first_name", "last_name", "vcard", "user_id"),
    "messageMediaDocument": ("spoiler",),
    "messageMediaPhoto": ("spoiler",),
    "document": ("id", "access_hash", "file_reference", "date", "mime_type", "size", "dc_id"),
    "photo": ("id", "access_hash", "file_reference", "date", "dc_id"),
    "photoSize": ("type", "w", "h", "size"),
    "photoStrippedSize": ("type", "bytes"),
    "documentAttributeFilename": ("file_name",),
    "documentAttributeAudio": ("voice", "duration", "title", "performer", "waveform"),
    "messageMediaGeoLive": ("period", "heading", "proximity_notification_radius"),
    "messageMediaVenue": ("title", "address", "provider", "venue_id", "venue_type"),
    "geoPoint": ("long", "lat", "accuracy_radius"),
}


def _told(written: Any) -> list[tuple[Any, ...]]:
    """What no layer may lose of messages, dialogs, people and changes."""
    facts: list[tuple[Any, ...]] = []
    for part in objects_in(written):
        name = part.TL_NAME
        if name in _FACTS:
            facts.append(tuple(getattr(part, field) for field in _FACTS[name]))
        elif name.startswith("update") and hasattr(part, "pts"):
            facts.append((name, part.pts, part.pts_count))
    return facts


# Old layers have no form for a reply to what its reader has not got.
_SHORTENED = "extras.reply_header"


@pytest.mark.parametrize(
    "view", [n for n in VIEWS if "config" not in n.split(".")[0] and n != _SHORTENED]
)
def test_no_layer_loses_what_matters(view: str) -> None:
    for made in VIEWS[view]:
        whole = _told(made)
        for layer in range(OLDEST, NEWEST + 1):
            assert _told(decode_as_written(encode(made, layer))) == whole, layer


def test_entities_a_layer_does_not_know_are_left_out_of_its_messages() -> None:
    expected = {
        layer: [
            made.TL_NAME
            for made in map(entities.entity, EVERY_ENTITY)
            if schema.at_layer(made.TL_NAME, layer) is not None
        ]
        for layer in range(OLDEST, NEWEST + 1)
    }
    for layer, names in expected.items():
        written = decode_as_written(encode(messages.message(RICH, ACCESS), layer))
        assert [entity.TL_NAME for entity in written.entities] == names
    assert len(expected[NEWEST]) == len(EVERY_ENTITY)


def test_every_kind_a_record_may_have_comes_back_from_its_view() -> None:
    assert entities.entity_records(map(entities.entity, EVERY_ENTITY)) == EVERY_ENTITY


def test_saved_messages_name_their_peer_where_a_layer_can() -> None:
    """Android and Desktop file Saved Messages by it."""
    for layer in range(OLDEST, NEWEST + 1):
        written = decode_as_written(encode(messages.message(RICH, ACCESS), layer))
        if "saved_peer_id" in written.TL_FIELDS:
            assert written.saved_peer_id == types.PeerUser(user_id=ME), layer
