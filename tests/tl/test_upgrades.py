"""Old requests lifted: random ones of every old definition, and the ones that need thought."""

from __future__ import annotations

import random

import pytest

from heliograph.tl import functions, registry, types, upgrades
from heliograph.tl.codec import decode
from heliograph.tl.layers import NEWEST
from heliograph.tl.limits import DEFAULT_LIMITS
from heliograph.tl.objects import TLObject, class_by_id, class_of
from support import gaps
from support.codecs import Codec
from support.tl_reference import CannotBuild, ObjectMaker, write


def asked_definitions() -> list[registry.Definition]:
    asked = gaps.asked_types()
    return [
        item
        for item in registry.all_definitions()
        if item.name not in upgrades.RETIRED and (item.kind == "f" or item.result in asked)
    ]


def test_every_old_request_becomes_one_of_the_newest_layer(codec: Codec) -> None:
    rng = random.Random(7)
    for definition in asked_definitions():
        layer = rng.randint(definition.first, definition.last)
        try:
            old = ObjectMaker(layer, rng, depth=2).make(definition)
        except CannotBuild:
            continue
        lifted = codec.decode(write(old), DEFAULT_LIMITS, lift=True)
        newest = registry.newest(lifted.TL_NAME)
        assert newest.last == NEWEST or lifted.TL_NAME in upgrades.RETIRED, lifted
        assert newest.id == lifted.TL_ID, lifted


def lifted(old_id: int, **fields: object) -> object:
    return decode(write(class_by_id(old_id)(**fields)))


PEER = types.InputPeerUser(user_id=5, access_hash=6)


def at_158(name: str) -> registry.Definition:
    definition = registry.at_layer(name, 158)
    assert definition is not None
    return definition


def send_message(**fields: object) -> object:
    return lifted(at_158("messages.sendMessage").id, peer=PEER, message="m", random_id=1, **fields)


def test_a_reply_by_number_becomes_a_reply() -> None:
    assert send_message(reply_to_msg_id=9) == functions.messages.SendMessage(
        peer=PEER,
        message="m",
        random_id=1,
        reply_to=types.InputReplyToMessage(reply_to_msg_id=9),
    )


def test_no_reply_stays_none() -> None:
    assert send_message() == functions.messages.SendMessage(peer=PEER, message="m", random_id=1)


def test_a_message_to_a_topic_replies_to_its_first_message() -> None:
    said = send_message(top_msg_id=4)
    assert isinstance(said, functions.messages.SendMessage)
    assert said.reply_to == types.InputReplyToMessage(reply_to_msg_id=4, top_msg_id=4)


def test_an_inline_keyboard_keeps_its_buttons() -> None:
    url, plain = class_by_id(0x258AFF05), class_by_id(0xA2FA4880)
    row = types.KeyboardButtonRow(buttons=[url(text="go", url="u"), plain(text="x")])
    markup = lifted(0x48A30254, rows=[row])
    assert markup == types.ReplyInlineMarkup(
        rows=[
            types.KeyboardInlineButtonRow(
                buttons=[
                    types.KeyboardInlineButton(text="go", type=types.InlineButtonTypeUrl(url="u")),
                    types.KeyboardInlineButton(text="x", type=types.InlineButtonTypeDisabled()),
                ]
            )
        ]
    )


def test_right_answers_of_a_quiz_are_found_by_their_option() -> None:
    media, poll, answer = (at_158(name) for name in ("inputMediaPoll", "poll", "pollAnswer"))
    answers = [class_of(answer)(text=text, option=text.encode()) for text in "ab"]
    asked = class_of(poll)(id=1, question="q", answers=answers)
    said = lifted(media.id, poll=asked, correct_answers=[b"b"])
    assert isinstance(said, types.InputMediaPoll)
    assert said.correct_answers == [1]
    assert said.poll.question == types.TextWithEntities(text="q", entities=[])


@pytest.mark.parametrize(
    ("user", "peer"),
    [
        (types.InputUser(user_id=5, access_hash=6), PEER),
        (types.InputUserSelf(), types.InputPeerSelf()),
        (types.InputUserEmpty(), types.InputPeerEmpty()),
    ],
)
def test_a_user_becomes_a_peer(user: TLObject, peer: TLObject) -> None:
    number = registry.newest("stories.getUserStories").id
    assert lifted(number, user_id=user) == functions.stories.GetPeerStories(peer=peer)


def test_a_removed_method_on_a_channel_becomes_the_one_on_any_chat() -> None:
    number = registry.newest("channels.deleteTopicHistory").id
    channel = types.InputChannel(channel_id=3, access_hash=4)
    assert lifted(number, channel=channel, top_msg_id=8) == functions.messages.DeleteTopicHistory(
        peer=types.InputPeerChannel(channel_id=3, access_hash=4), top_msg_id=8
    )


def test_a_reason_to_report_becomes_an_option() -> None:
    number = registry.at_layer("messages.report", 158)
    assert number is not None
    said = lifted(number.id, peer=PEER, id=[1], reason=types.InputReportReasonSpam(), message="m")
    assert said == functions.messages.Report(peer=PEER, id=[1], option=b"spam", message="m")
