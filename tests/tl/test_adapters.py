"""Newest objects said at old layers: random ones of every kind, and the ones that need thought."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator

import pytest

from heliograph.tl import registry, types
from heliograph.tl.adapters import find_result_adapter
from heliograph.tl.codec import decode_as_written, encode, encode_result
from heliograph.tl.errors import NotAtLayer
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.tl.objects import TLObject
from support import gaps
from support.codecs import Codec
from support.tl_reference import CannotBuild, ObjectMaker


def objects_in(value: object) -> Iterator[TLObject]:
    if isinstance(value, TLObject):
        yield value
        for name in value.TL_FIELDS:
            yield from objects_in(getattr(value, name))
    elif isinstance(value, list | tuple):
        for element in value:
            yield from objects_in(element)


def sent_at(layer: int) -> list[str]:
    """The newest constructors that answers and updates at a layer may hold."""
    sent = gaps.sent_types(layer)
    known = (registry.newest(name) for name in registry.names("c"))
    return [item.name for item in known if item.last >= NEWEST and item.result in sent]


def check_layer(codec: Codec, layer: int, *, seed: int, depth: int) -> None:
    maker = ObjectMaker(NEWEST, random.Random(seed), depth=depth)
    for name in sent_at(layer):
        try:
            obj = maker.make(registry.newest(name))
        except CannotBuild:
            continue
        try:
            data = codec.encode(obj, layer)
        except NotAtLayer:
            continue
        for part in objects_in(decode_as_written(data)):
            known = registry.at_layer(part.TL_NAME, layer)
            assert known is not None, (obj, part)
            assert known.id == part.TL_ID, (obj, part)


@pytest.mark.parametrize("layer", [OLDEST, 158, 166, 181, 198, 216, 228])
def test_whatever_is_sent_is_made_of_the_layer_s_own_definitions(codec: Codec, layer: int) -> None:
    check_layer(codec, layer, seed=layer, depth=2)


@pytest.mark.long
@pytest.mark.parametrize("layer", range(OLDEST, NEWEST + 1))
def test_whatever_is_sent_fits_every_layer(codec: Codec, layer: int) -> None:
    for seed in range(5):
        check_layer(codec, layer, seed=seed, depth=1 + seed % 3)


def at(obj: TLObject, layer: int) -> TLObject:
    said = decode_as_written(encode(obj, layer))
    assert isinstance(said, TLObject)
    return said


def inline(kind: types.TypeInlineButtonType) -> types.ReplyInlineMarkup:
    button = types.KeyboardInlineButton(text="b", type=kind)
    return types.ReplyInlineMarkup(rows=[types.KeyboardInlineButtonRow(buttons=[button])])


@pytest.mark.parametrize("layer", [152, 187, 199, 216, 228])
@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        (types.InlineButtonTypeUrl(url="u"), "keyboardButtonUrl", ("url", "u")),
        (types.InlineButtonTypeCallback(data=b"d"), "keyboardButtonCallback", ("data", b"d")),
        (
            types.InlineButtonTypeSwitchInline(query="q"),
            "keyboardButtonSwitchInline",
            ("query", "q"),
        ),
        (types.InlineButtonTypeUserProfile(user_id=7), "keyboardButtonUserProfile", ("user_id", 7)),
        (types.InlineButtonTypeWebView(url="w"), "keyboardButtonWebView", ("url", "w")),
    ],
)
def test_an_inline_button_keeps_its_kind(
    kind: types.TypeInlineButtonType, name: str, field: tuple[str, object], layer: int
) -> None:
    (row,) = at(inline(kind), layer).rows
    (button,) = row.buttons
    assert (button.TL_NAME, button.text) == (name, "b")
    assert getattr(button, field[0]) == field[1]


def test_a_button_that_a_layer_lacks_is_left_out() -> None:
    (row,) = at(inline(types.InlineButtonTypeCopy(copy_text="c")), 187).rows
    assert row.buttons == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (types.ButtonTypeDefault(), "keyboardButton"),
        (types.ButtonTypeRequestPhone(), "keyboardButtonRequestPhone"),
        (types.ButtonTypeRequestPoll(quiz=True), "keyboardButtonRequestPoll"),
    ],
)
@pytest.mark.parametrize("layer", [152, 221, 228])
def test_a_reply_button_keeps_its_kind(kind: types.TypeButtonType, name: str, layer: int) -> None:
    said = at(types.KeyboardButton(text="b", type=kind), layer)
    assert name == said.TL_NAME


def user(**fields: object) -> types.User:
    return types.User(id=5, first_name="A", **fields)


def test_a_colour_is_a_number_at_layer_166_and_gone_before() -> None:
    coloured = user(color=types.PeerColor(color=3), stories_max_id=types.RecentStory(max_id=9))
    assert at(coloured, 166).color == 3
    assert at(coloured, 166).stories_max_id == 9
    assert at(coloured, 165).stories_max_id == 9
    assert "color" not in at(coloured, 165).TL_FIELDS


def message(**fields: object) -> types.Message:
    peer = types.PeerUser(user_id=5)
    return types.Message(id=1, peer_id=peer, date=1, message="x", **fields)


def test_media_that_a_layer_lacks_is_unsupported_media() -> None:
    todo = types.MessageMediaToDo(
        todo=types.TodoList(title=types.TextWithEntities(text="t", entities=[]), list=[])
    )
    assert at(message(media=todo), 158).media == types.MessageMediaUnsupported()


def test_an_entity_that_a_layer_lacks_is_left_out() -> None:
    kept = types.MessageEntityBold(offset=0, length=1)
    lost = types.MessageEntityFormattedDate(offset=0, length=1, date=1)
    assert at(message(entities=[lost, kept]), 216).entities == [kept]


def test_an_action_that_a_layer_lacks_is_said_in_words() -> None:
    service = types.MessageService(
        id=1,
        peer_id=types.PeerUser(user_id=5),
        date=1,
        action=types.MessageActionBoostApply(boosts=1),
    )
    action = at(service, 158).action
    assert action == types.MessageActionCustomAction(message="Boosted the group")


def test_an_update_that_a_layer_lacks_is_left_out_of_updates() -> None:
    known = types.UpdateUserPhone(user_id=5, phone="1")
    updates = types.Updates(
        updates=[types.UpdateSmsJob(job_id="j"), known], users=[], chats=[], date=1, seq=0
    )
    assert at(updates, 158).updates == [known]
    with pytest.raises(NotAtLayer):
        encode(types.UpdateSmsJob(job_id="j"), 158)


def test_a_reply_to_a_story_is_left_out_where_replies_need_a_message() -> None:
    story = types.MessageReplyStoryHeader(peer=types.PeerUser(user_id=5), story_id=2)
    assert at(message(reply_to=story), 158).reply_to is None
    assert at(message(reply_to=story), 173).reply_to.user_id == 5


def test_an_old_layer_gets_the_result_type_it_knows() -> None:
    updates = types.Updates(updates=[], users=[], chats=[], date=1, seq=0)
    invited = types.messages.InvitedUsers(updates=updates, missing_invitees=[])
    assert decode_as_written(encode_result("messages.createChat", invited, 176)) == updates
    assert decode_as_written(encode_result("messages.createChat", invited, 177)) == invited


def test_a_lifted_method_answers_as_its_predecessor_did() -> None:
    premium = [types.RequirementToContactPremium(), types.RequirementToContactEmpty()]
    assert encode_result("users.getRequirementsToContact", premium, 199).hex() == (
        "15c4b51c02000000b5757299379779bc"
    )
    assert find_result_adapter("stories.getPeerMaxIDs", 160) is not None
    stories = [types.RecentStory(max_id=4), types.RecentStory()]
    assert encode_result("stories.getPeerMaxIDs", stories, 161).hex() == (
        "15c4b51c020000000400000000000000"
    )


@pytest.mark.parametrize(
    ("seconds", "whole"),
    [(2.6, 3), (-5.0, 0), (1e300, 2**31 - 1), (float("nan"), 0), (float("inf"), 0)],
)
def test_any_duration_can_be_said_in_whole_seconds(seconds: float, whole: int) -> None:
    video = types.DocumentAttributeVideo(duration=seconds, w=1, h=1)
    written = decode_as_written(encode(video, 158))
    assert written.duration == whole


def test_what_is_said_first_may_be_what_older_layers_do_without_a_field() -> None:
    """Nothing else has asked for an adapter in such a process yet."""
    program = (
        "from heliograph.tl import types\n"
        "from heliograph.tl.codec import encode\n"
        "encode(types.messages.Messages(messages=[], topics=[], chats=[], users=[]), 152)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
