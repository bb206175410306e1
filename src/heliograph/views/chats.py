"""Groups as one viewer sees them.

https://core.telegram.org/constructor/chat
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from heliograph.domain.access import AccessHasher
from heliograph.domain.chats import Chat, Member, SeenChat, Shown
from heliograph.domain.messages import Dialog
from heliograph.domain.notifications import NotifySettings
from heliograph.domain.people import Seen
from heliograph.domain.permissions import BASIC_ADMIN, Role, is_inside
from heliograph.tl import types
from heliograph.views.channels import channel
from heliograph.views.notifications import notify_settings
from heliograph.views.rights import admin_rights, banned_rights, chosen_reactions, shown_photo

_KEPT = 4_096


def chats(sees: Iterable[Shown], access: AccessHasher) -> list[types.TypeChat]:
    """The `chats` vector of an answer: groups and channels of those shown, in the order given."""
    found: list[types.TypeChat] = []
    # Each message comes here, and mostly for people alone: a loop calls nothing for those.
    for one in sees:
        if not isinstance(one, Seen):
            shown = chat(one, access) if isinstance(one, SeenChat) else channel(one, access)
            found.append(shown)
    return found


@lru_cache(maxsize=_KEPT)
def chat(seen: SeenChat, access: AccessHasher) -> types.Chat | types.ChatForbidden:
    """A group for `seen.viewer_id`; no more than its title for who was removed or never came.

    Equal records give the same object, so nobody may change it.
    """
    record = seen.chat
    if seen.role in (Role.STRANGER, Role.REMOVED):
        return types.ChatForbidden(id=record.id, title=record.title)
    return types.Chat(
        creator=seen.role is Role.CREATOR,
        left=seen.role is Role.LEFT,
        deactivated=record.closed,
        noforwards=record.noforwards,
        id=record.id,
        title=record.title,
        photo=shown_photo(record.photo),
        participants_count=0 if record.migrated_to else record.members,
        date=record.date,
        version=record.version,
        migrated_to=_migrated_to(seen, access),
        admin_rights=admin_rights(BASIC_ADMIN) if seen.role is Role.ADMIN else None,
        default_banned_rights=banned_rights(record.banned),
    )


def _migrated_to(seen: SeenChat, access: AccessHasher) -> types.InputChannel | None:
    """The supergroup that a group goes on as, for who was in it then."""
    channel_id = seen.chat.migrated_to
    if not channel_id or not is_inside(seen.role):
        return None
    access_hash = access.of_channel(seen.viewer_id, channel_id)
    return types.InputChannel(channel_id=channel_id, access_hash=access_hash)


def participant(member: Member) -> types.TypeChatParticipant:
    """Somebody in a group.

    https://core.telegram.org/type/ChatParticipant
    """
    if member.role is Role.CREATOR:
        return types.ChatParticipantCreator(user_id=member.account_id)
    made = types.ChatParticipant if member.role is Role.MEMBER else types.ChatParticipantAdmin
    return made(user_id=member.account_id, inviter_id=member.inviter_id, date=member.date)


def participants(record: Chat, members: Sequence[Member]) -> types.ChatParticipants:
    """Everybody in a group."""
    return types.ChatParticipants(
        chat_id=record.id,
        participants=[participant(one) for one in members],
        version=record.version,
    )


def full_chat(
    seen: SeenChat,
    members: Sequence[Member],
    *,
    dialog: Dialog,
    notify: NotifySettings,
    pinned_id: int | None,
    photo: types.TypePhoto | None,
) -> types.ChatFull:
    """What a group's page shows; who is out is not told who is in it, who was removed nothing.

    https://core.telegram.org/constructor/chatFull
    """
    record = seen.chat
    listed: types.TypeChatParticipants = participants(record, members)
    if not is_inside(seen.role):
        listed = types.ChatParticipantsForbidden(chat_id=record.id)
    removed = seen.role is Role.REMOVED
    reactions = None if removed else record.reactions
    return types.ChatFull(
        can_set_username=seen.role is Role.CREATOR,
        id=record.id,
        about="" if removed else record.about,
        participants=listed,
        chat_photo=photo,
        notify_settings=notify_settings(notify),
        pinned_msg_id=pinned_id,
        folder_id=dialog.folder_id or None,
        ttl_period=None if removed else record.ttl_period or None,
        available_reactions=None if removed else chosen_reactions(record.reactions),
        reactions_limit=(reactions.most or None) if reactions else None,
    )
