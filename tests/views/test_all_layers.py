"""Every view is written for every layer in that layer's own definitions."""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.config import Address, Limits
from heliograph.domain.account_events import (
    NOTHING_CHANGED,
)
from heliograph.domain.extras import (
    Extras,
)
from heliograph.domain.filters import ALL
from heliograph.domain.history import DialogPage
from heliograph.domain.notifications import NotifyScope, NotifyTarget, Sound
from heliograph.domain.people import (
    Blocked,
)
from heliograph.domain.preferences import Preferences
from heliograph.domain.presence import Status, StatusKind
from heliograph.domain.profiles import Profile
from heliograph.domain.search import Found
from heliograph.domain.terms import make_terms
from heliograph.domain.threads import Replies
from heliograph.domain.typing import Activity
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
from support.every_record import (
    ACCESS,
    ACCOUNT_CHANGES,
    AGAIN,
    ALL_CHANGED,
    ARRANGED,
    BEGUN,
    BEN,
    BOT_INFO,
    CARRYING,
    CHANGES,
    COMMENTS,
    DEVICE,
    DIALOG,
    DIALOGS,
    DOCUMENT,
    ENDED_POLL,
    EVERY_ENTITY,
    EVERY_SIZE,
    EVERYBODY,
    FAILED,
    FRIEND,
    GONE,
    HAPPENED,
    HELD,
    LOUD,
    ME,
    MISSED,
    NOTHING,
    ONLINE,
    OPEN_POLL,
    OPINIONS,
    ORIGINS,
    PAGE,
    PHOTO,
    PICTURED,
    PLAIN,
    PROTECTED,
    QUOTED,
    REACTED,
    RICH,
    SCHEDULE_CHANGES,
    SELF,
    SENT,
    SEVERAL,
    SLICE,
    SOUNDS,
    STATE,
    STRANGER,
    STRICT,
    TIMED,
    TOLD,
    TOLD_ALL,
    UNFINISHED,
    VIEW,
    VOTER,
    WAITING,
    WENT,
)
from support.tl_reference import write

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
    "polls.answer_told": [],  # likewise
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
