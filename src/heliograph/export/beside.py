"""`account.json`: what is held of an account and Telegram Desktop's shape has no place for.

The keys are the project's own; docs/reference/export.md describes them.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from heliograph.domain.appearance import PLAIN, Appearance
from heliograph.domain.dialogs import ARCHIVE, Unsent
from heliograph.domain.exports import (
    AskedTakeout,
    AuditEvent,
    ExportedAccount,
    ExportedBot,
    ExportedContact,
    ExportedDecision,
    ExportedDevice,
    ExportedDialog,
    ExportedGroup,
    ExportedLink,
    ExportedNotices,
    ExportedPush,
    Person,
    SecretChat,
    Since,
)
from heliograph.domain.filters import DialogFilter
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.usernames import held_usernames
from heliograph.export.dates import moment
from heliograph.export.people import peer_key, shown
from heliograph.export.places import Places
from heliograph.export.texts import Value, text_of, text_parts, text_value

FORMAT = 1
"""Rises when a key goes or changes its meaning; more keys may come without."""


def account_value(
    found: ExportedAccount,
    dialogs: Sequence[ExportedDialog],
    scheduled: Sequence[Value],
    *,
    exported: int,
    places: Places,
) -> Value:
    """All of `account.json`; `scheduled` are messages in the shape of those that were sent.

    What groups show, and what was chosen for contacts, is put where `places` says.
    """
    account, leftovers = found.account, found.leftovers
    return {
        "format": FORMAT,
        **moment("exported", exported),
        "account": {
            "id": account.id,
            **moment("created", account.created),
            "disabled": account.disabled,
            "usernames": _usernames(found),
            "birthday": _whole(found.birthday),
            "appearance": _appearance(account.appearance),
            **moment("last_used", leftovers.last_used),
            "uploaded_files": leftovers.uploads.files,
            "uploaded_bytes": leftovers.uploads.size_bytes,
            **moment("terms_accepted", leftovers.terms_accepted),
            **_whole(found.account_terms),
        },
        "privacy": _privacy(found),
        "two_step_verification": _whole(found.password),
        "login_codes_by_mail": found.code_mail or None,
        "devices": [_device(device) for device in found.devices],
        "push_endpoints": [_push(one) for one in found.push],
        "preferences": _whole(found.preferences),
        "notifications": [_notices(one) for one in found.notices],
        "contacts": [
            _noted(one, places)
            for one in leftovers.contacts
            if one.note is not None or one.contact.close_friend or one.photo is not None
        ],
        "blocked": [_since(one) for one in found.blocked],
        "blocked_from_stories": [_since(one) for one in found.stories_blocked],
        "frequent_contacts_reset": [_since(one) for one in leftovers.top_peers_reset],
        "folders": [_folder(one) for one in found.folders],
        "dialogs": [_dialog(one) for one in dialogs],
        "drafts": [
            _draft(one.person, unsent)
            for one in dialogs
            if (unsent := one.dialog.unsent) is not None
        ]
        + [
            _draft(one.person, one.unsent) | {"topic_id": one.topic_id}
            for one in found.begun_in_topics
        ],
        "scheduled_messages": list(scheduled),
        "saved_messages_pinned": [shown(one) for one in leftovers.saved_pinned],
        "groups": [_group(one, places) for one in leftovers.groups],
        "channels": [_group(one, places) for one in leftovers.channels],
        "group_requests": [_since(one) for one in leftovers.group_requests],
        "group_links": [_link(one) for one in leftovers.group_links],
        "secret_chats": [_secret_chat(one) for one in leftovers.secret_chats],
        "bots": [_bot(one) for one in leftovers.bots],
        "takeouts": [_takeout(one) for one in leftovers.takeouts],
        "exports": [_event(one) for one in leftovers.exports],
        "decisions": [_decision(one) for one in leftovers.decisions],
    }


def _whole(value: Any) -> Any:
    """A record as JSON has it, with what is as it was set by default, too; bytes as base64."""
    if isinstance(value, msgspec.Struct):
        return {name: _whole(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [_whole(one) for one in value]
    return msgspec.to_builtins(value)


def _usernames(found: ExportedAccount) -> list[Value]:
    return [{"name": one.name, "active": one.active} for one in held_usernames(found.account)]


def _appearance(looks: Appearance) -> Value | None:
    """The entries of the palettes and the tab that were chosen, None for nothing of it."""
    if looks == PLAIN:
        return None
    tab = None if looks.tab is None else looks.tab.name.lower()
    return {"name_color": looks.name_color, "page_color": looks.page_color, "tab": tab}


def _privacy(found: ExportedAccount) -> Value:
    """Every rule that holds, also one that nobody chose; people by their ids."""
    rules = {
        key.value: [
            {"rule": rule.kind.value, **({"ids": list(rule.ids)} if rule.ids else {})}
            for rule in found.privacy.rules_for(key)
        ]
        for key in PrivacyKey
    }
    return {"rules": rules, "settings": _whole(found.privacy.settings)}


def _device(device: ExportedDevice) -> Value:
    client = device.client
    return {
        "device_model": client.device_model,
        "system_version": client.system_version,
        "application_version": client.app_version,
        "api_id": client.api_id,
        "layer": client.layer,
        "language": client.lang_code,
        "system_language": client.system_lang_code,
        "language_pack": client.lang_pack,
        "last_ip": device.address,
        "confirmed": device.confirmed,
        "secret_chats": not device.no_secret_chats,
        "calls": not device.no_calls,
        **moment("created", device.created),
        **moment("last_active", device.active),
    }


def _push(one: ExportedPush) -> Value:
    return {"kind": one.kind.name.lower(), "token": one.token, "no_muted": one.no_muted}


def _notices(one: ExportedNotices) -> Value:
    return {
        "scope": one.scope,
        **({"peer": shown(one.person)} if one.person is not None else {}),
        **({"topic_id": one.topic_id} if one.topic_id else {}),
        **_whole(one.settings),
    }


def _noted(one: ExportedContact, places: Places) -> Value:
    """What an address book entry has besides its name and number."""
    note, photo = one.note, one.photo
    path = None
    if photo is not None:
        path, _ = places.photo(photo, photo.date, stem="contact_photos/photo")
    return {
        "user_id": one.contact.contact_id,
        "close_friend": one.contact.close_friend,
        "note": None if note is None else text_of(note.text, note.entities),
        "photo": path,
    }


def _since(one: Since) -> Value:
    return shown(one.person) | moment("since", one.date)


def _folder(one: DialogFilter) -> Value:
    made: Value = _whole(one)
    return made | {"title": text_of(one.title, one.title_entities)}


def _dialog(one: ExportedDialog) -> Value:
    dialog = one.dialog
    return {
        **shown(one.person),
        "messages": one.messages,
        "archived": dialog.folder_id == ARCHIVE,
        "pinned": dialog.pinned,
        "marked_unread": dialog.unread_mark,
        "shown_as_messages": dialog.as_messages,
        "read_up_to": dialog.read_inbox_max_id,
        "read_by_them_up_to": dialog.read_outbox_max_id,
        "unread": dialog.unread,
        "auto_delete_period_seconds": dialog.ttl_period,
        "content_protected": one.protected,
        "bar_hidden": one.bar_hidden,
        "pinned_messages": list(one.pinned_ids),
    }


def _draft(peer: Person, unsent: Unsent) -> Value:
    made: Value = {"peer": shown(peer), **moment("date", unsent.date)}
    if unsent.reply_to_id:
        made["reply_to_message_id"] = unsent.reply_to_id
    if unsent.reply_peer_id:
        made["reply_to_peer_id"] = peer_key(unsent.reply_peer_id)
    if unsent.quote_text:
        made["quote"] = text_of(unsent.quote_text, unsent.quote_entities)
    parts = text_parts(unsent.text, unsent.entities)
    return made | {"text": text_value(parts), "text_entities": parts}


def _group(one: ExportedGroup, places: Places) -> Value:
    made: Value = {
        **shown(one.group),
        "role": one.role.name.lower(),
        **moment("since", one.date),
        "brought_by": shown(one.inviter),
    }
    if one.came_by:
        made["came_by"] = one.came_by
    if one.rank:
        made["rank"] = one.rank
    if one.about:
        made["about"] = one.about
    if one.photo is not None:
        made["photo"], _ = places.photo(one.photo, one.photo.date, stem="group_photos/photo")
    return made


def _link(one: ExportedLink) -> Value:
    return {
        "group": shown(one.group),
        "hash": one.hash,
        "title": one.title,
        **moment("date", one.date),
        **(moment("expires", one.expires) if one.expires else {}),
        "usage_limit": one.usage_limit,
        "used": one.used,
        "members_are_approved": one.asks,
        "revoked": one.revoked,
    }


def _secret_chat(one: SecretChat) -> Value:
    return {
        "peer": shown(one.person),
        **moment("begun", one.begun),
        **moment("changed", one.changed),
        "over": one.over,
        "asked_by_you": one.asked_by_account,
    }


def _bot(one: ExportedBot) -> Value:
    commands = [{"command": said.command, "description": said.description} for said in one.commands]
    return {
        **shown(one.person),
        "about": one.about,
        "description": one.description,
        "commands": commands,
    }


def _takeout(one: AskedTakeout) -> Value:
    return {
        **moment("asked", one.asked),
        "confirmed": one.confirmed,
        **(moment("ends", one.ends) if one.ends else {}),
    }


def _decision(one: ExportedDecision) -> Value:
    """A decision as its statement of reasons has it."""
    return {
        "number": one.number,
        **moment("date", one.date),
        **(moment("ends", one.ends) if one.ends else {}),
        "about": one.about,
        "measures": list(one.measures),
        **({"part": one.part} if one.part else {}),
        "ground": one.ground,
        "clause": one.clause,
        "category": one.category,
        "keyword": one.keyword,
        "facts": one.facts,
        "taken_back": one.taken_back,
        **({"page": one.page} if one.page else {}),
    }


def _event(one: AuditEvent) -> Value:
    """An export of the account, who had it made and why."""
    return {
        "id": one.id,
        "what": one.kind,
        **moment("date", one.date),
        "by": one.actor,
        **({"reason": one.reason} if one.reason else {}),
        **({"ends": one.of} if one.of else {}),
    }
