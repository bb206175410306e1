"""Groups as their members see them, in every layer."""

import pytest
from msgspec.structs import replace

from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import ChatChanged, ChatPart
from heliograph.domain.chats import Chat, Member, SeenChat
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.messages import Dialog
from heliograph.domain.notifications import NO_SETTINGS
from heliograph.domain.permissions import Right, Role
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.tl import types
from heliograph.tl.codec import decode_as_written, encode
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.views.chat_updates import chat_updates
from heliograph.views.chats import chat, full_chat
from heliograph.views.rights import asked_rights, banned_rights

ACCESS = AccessHasher(bytes(32))
CHAT = Chat(
    id=7,
    title="Hikers",
    date=1,
    creator_id=11,
    members=2,
    banned=Right.SEND_PLAIN | Right.PIN_MESSAGES,
    photo=ShownPhoto(5, b"\x01"),
    reactions=ChosenReactions(("👍",), 3),
)
MEMBERS = (
    Member(account_id=11, role=Role.CREATOR, inviter_id=11, date=1),
    Member(account_id=12, role=Role.ADMIN, inviter_id=11, date=2),
    Member(account_id=13, role=Role.MEMBER, inviter_id=12, date=3),
)


def seen(role: Role) -> SeenChat:
    return SeenChat(chat=CHAT, viewer_id=12, role=role)


@pytest.mark.parametrize("layer", range(OLDEST, NEWEST + 1))
def test_a_group_is_written_in_every_layer(layer: int) -> None:
    full = full_chat(
        seen(Role.ADMIN),
        MEMBERS,
        dialog=Dialog(owner_id=12, peer_id=-7, top_id=1),
        notify=NO_SETTINGS,
        pinned_id=3,
        photo=None,
    )
    made = [*(chat(seen(role), ACCESS) for role in Role), full]
    made += chat_updates(ChatChanged(chat=CHAT, parts=tuple(ChatPart), members=MEMBERS))
    for one in made:
        assert decode_as_written(encode(one, layer)).TL_NAME


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.STRANGER, types.ChatForbidden(id=7, title="Hikers")),
        (Role.REMOVED, types.ChatForbidden(id=7, title="Hikers")),
    ],
)
def test_who_is_kept_out_sees_a_title(role: Role, shown: types.ChatForbidden) -> None:
    assert chat(seen(role), ACCESS) == shown


def test_who_left_is_told_so() -> None:
    shown = chat(seen(Role.LEFT), ACCESS)
    assert isinstance(shown, types.Chat)
    assert (shown.left, shown.creator) == (True, False)


def test_what_is_forbidden_is_said_as_it_is_asked() -> None:
    assert asked_rights(banned_rights(CHAT.banned)) == CHAT.banned
    assert banned_rights(CHAT.banned).until_date == 2**31 - 1


def test_where_a_group_went_is_told_to_who_was_in_it() -> None:
    over = replace(CHAT, closed=True, migrated_to=8)
    shown = chat(SeenChat(chat=over, viewer_id=12, role=Role.MEMBER), ACCESS)
    assert shown.migrated_to == types.InputChannel(
        channel_id=8, access_hash=ACCESS.of_channel(12, 8)
    )
    left = chat(SeenChat(chat=over, viewer_id=12, role=Role.LEFT), ACCESS)
    assert left.migrated_to is None
