"""Who may send, edit what, and when a repeat is the same intent."""

from contextlib import nullcontext
from typing import Any

import msgspec
import pytest

from heliograph.domain import errors
from heliograph.domain.asked_polls import PollLimits
from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.composing import MessageLimits, check_may_send, compose_private, timed
from heliograph.domain.editing import compose_edit
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Dice, Extras, Forward, PhotoMedia
from heliograph.domain.files import Photo
from heliograph.domain.messages import Cited, Draft, Edit, EditContext, Message, SendContext, Source
from heliograph.domain.people import Account, Seen
from heliograph.domain.permissions import Role
from heliograph.domain.polls import Poll, PollAnswer, PollState
from heliograph.domain.reactions import Reaction
from heliograph.domain.speaking import Speakers
from heliograph.domain.topics import Topic

LIMITS = MessageLimits()
ALICE = Account(id=1, phone="1001", first_name="Alice")
BOB = Account(id=2, phone="1002", first_name="Bob")
DRAFT = Draft(sender_id=1, recipient_id=2, random_id=7, text="hello", date=1000)
CONTEXT = SendContext(
    sender=Seen(account=ALICE, viewer_id=1),
    recipient=Seen(account=BOB, viewer_id=1),
    blocked_by_recipient=False,
    reply_known=False,
)
MESSAGE = Message(owner_id=1, id=5, peer_id=2, sender_id=1, date=1000, text="hello")
EDITING = EditContext(editor=ALICE, message=MESSAGE, blocked_by_peer=False)
PHOTO, OTHER_PHOTO = (
    PhotoMedia(photo=Photo(id=number, access_hash=1, date=1, sizes=())) for number in (1, 2)
)
replace = msgspec.structs.replace


def test_a_plain_draft_becomes_its_body() -> None:
    body = compose_private(DRAFT, CONTEXT, LIMITS)
    assert (body.sender_id, body.text, body.date) == (1, "hello", 1000)
    assert (body.silent, body.noforwards, body.poll, body.extras) == (False, False, None, None)
    marked = compose_private(replace(DRAFT, silent=True, noforwards=True), CONTEXT, LIMITS)
    assert marked == replace(body, silent=True, noforwards=True)


def test_strangers_who_may_not_write_answer_whoever_wrote_first() -> None:
    closed = replace(CONTEXT, recipient=Seen(account=BOB, viewer_id=1, allowed=0))
    with pytest.raises(errors.PrivacyPremiumRequired):
        compose_private(DRAFT, closed, LIMITS)
    assert compose_private(DRAFT, replace(closed, was_written_to=True), LIMITS).text == "hello"


@pytest.mark.parametrize(
    ("draft", "context", "refusal"),
    [
        ({}, {"recipient": None}, errors.PeerIdInvalid),
        (
            {},
            {"sender": Seen(account=replace(ALICE, disabled=True), viewer_id=1)},
            errors.UserDeactivatedBan,
        ),
        ({}, {"blocked_by_recipient": True}, errors.UserIsBlocked),
        ({"random_id": 0}, {}, errors.RandomIdEmpty),
        ({"reply_to_id": 4}, {}, errors.ReplyMessageIdInvalid),
        ({"text": "  "}, {}, errors.MessageEmpty),
        (
            {},
            {"recipient": Seen(account=replace(BOB, disabled=True), viewer_id=1)},
            errors.InputUserDeactivated,
        ),
        (
            {},
            {"recipient": Seen(account=BOB, viewer_id=1, blocked=True)},
            errors.YouBlockedUser,
        ),
    ],
)
def test_sending_is_refused(
    draft: dict[str, object], context: dict[str, object], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        compose_private(replace(DRAFT, **draft), replace(CONTEXT, **context), LIMITS)


def test_a_known_message_may_be_replied_to() -> None:
    context = replace(CONTEXT, reply_known=True)
    assert compose_private(replace(DRAFT, reply_to_id=4), context, LIMITS).text == "hello"


CARRYING = Extras(effect=5)
YES, NO = PollAnswer(option=b"y", text="Yes"), PollAnswer(option=b"n", text="No")
QUESTION = Poll(question="Is it?", answers=(YES, NO))


def test_what_a_draft_carries_is_in_its_body() -> None:
    bold = (Entity(kind="Bold", offset=0, length=2),)
    asked = replace(DRAFT, entities=bold, extras=CARRYING, poll=QUESTION)
    body = compose_private(asked, replace(CONTEXT, ttl_period=60), LIMITS)
    assert body.entities == bold
    assert body.extras == Extras(effect=5, ttl_period=60)
    assert body.poll is not None
    assert (body.poll.question, body.poll.creator_id) == ("Is it?", 1)


def test_a_polls_question_is_as_long_as_the_limits_say() -> None:
    limits = replace(LIMITS, polls=PollLimits(question_length=5))
    with pytest.raises(errors.PollQuestionInvalid):
        compose_private(replace(DRAFT, poll=QUESTION), CONTEXT, limits)


def test_media_are_checked_and_stand_without_words() -> None:
    dice = replace(DRAFT, text="", extras=Extras(media=Dice(emoticon="🎲", value=6), effect=5))
    body = compose_private(dice, CONTEXT, LIMITS)
    assert (body.text, body.extras) == ("", Extras(media=Dice(emoticon="🎲"), effect=5))
    photo = replace(DRAFT, text="c" * 1_025, extras=Extras(media=PHOTO))
    with pytest.raises(errors.MediaCaptionTooLong):
        compose_private(photo, CONTEXT, LIMITS)
    with pytest.raises(errors.EmoticonInvalid):
        compose_private(replace(DRAFT, extras=Extras(media=Dice(emoticon="x"))), CONTEXT, LIMITS)


@pytest.mark.parametrize(
    ("draft", "extras", "taken"),
    [
        ({}, {}, True),
        ({"recipient_id": 1}, {}, False),
        ({"due": 5_000}, {}, False),
        ({}, {"grouped_id": 9}, False),
        ({"due": 5_000}, {"grouped_id": 9}, False),
    ],
)
def test_what_goes_once_seen_is_sent_alone_and_at_once_to_another(
    draft: dict[str, Any], extras: dict[str, Any], taken: bool
) -> None:
    going = Extras(media=replace(PHOTO, ttl_seconds=5), **extras)
    asked = replace(DRAFT, text="", extras=going, **draft)
    with nullcontext() if taken else pytest.raises(errors.TtlMediaInvalid):
        assert compose_private(asked, CONTEXT, LIMITS).extras == going


def test_a_message_names_whom_it_shows() -> None:
    entities = (
        Entity(kind="MentionName", offset=0, length=1, number=11),
        Entity(kind="Bold", offset=0, length=1, number=12),
    )
    voted = PollState(poll=QUESTION, counts=(1, 0), voters=1, recent_ids=(14,))
    shown = replace(
        MESSAGE,
        entities=entities,
        extras=Extras(via_bot_id=13),
        poll=voted,
        reactions=(Reaction(account_id=15, signs=("👍",), date=0),),
    )
    assert shown.mentioned == [11, 13, 14, 15]
    assert MESSAGE.mentioned == []
    assert [one for one in range(20) if shown.shows(one)] == [1, 2, 11, 13, 14, 15]


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"date": 2000}, True),
        ({"text": "other"}, False),
        ({"recipient_id": 3}, False),
        ({"silent": True}, False),
        ({"entities": (Entity(kind="Bold", offset=0, length=1),)}, False),
        ({"reply_to_id": 9}, False),
        ({"noforwards": True}, False),
        ({"extras": CARRYING}, False),
        ({"reply_peer_id": 3}, False),
        ({"due": 5_000}, False),
        ({"poll": QUESTION}, False),
        ({"clear_draft": True}, True),
    ],
)
def test_the_fingerprint_tells_intents_apart(changed: dict[str, object], same: bool) -> None:
    asked = replace(DRAFT, **changed)
    assert (asked.fingerprint() == DRAFT.fingerprint()) is same
    with nullcontext() if same else pytest.raises(errors.RandomIdDuplicate):
        asked.check_repeat(DRAFT.fingerprint())


def test_what_two_drafts_carry_alike_does_not_make_them_one() -> None:
    carrying = replace(DRAFT, extras=CARRYING)
    assert carrying.fingerprint() != replace(carrying, text="other").fingerprint()
    assert len(carrying.fingerprint()) == 16


def edit(**changed: object) -> Edit:
    return replace(Edit(editor_id=1, peer_id=2, message_id=5, text="new", date=1100), **changed)


def test_an_author_may_edit_within_the_window() -> None:
    last = 1000 + LIMITS.edit_window_s
    assert compose_edit(edit(date=last), EDITING, LIMITS).text == "new"


def test_saved_messages_may_be_edited_at_any_time() -> None:
    notes = replace(EDITING, message=replace(MESSAGE, peer_id=1))
    assert compose_edit(edit(date=10**9, peer_id=1), notes, LIMITS).text == "new"


@pytest.mark.parametrize(
    ("edit", "context", "refusal"),
    [
        (edit(), {"message": None}, errors.MessageIdInvalid),
        (edit(), {"blocked_by_peer": True}, errors.UserIsBlocked),
        (edit(), {"editor": replace(ALICE, disabled=True)}, errors.UserDeactivatedBan),
        (edit(peer_id=3), {}, errors.MessageIdInvalid),
        (edit(editor_id=2), {}, errors.MessageAuthorRequired),
        (edit(date=1001 + LIMITS.edit_window_s), {}, errors.MessageEditTimeExpired),
        (edit(text="hello"), {}, errors.MessageNotModified),
        (edit(text=""), {}, errors.MessageEmpty),
    ],
)
def test_editing_is_refused(
    edit: Edit, context: dict[str, object], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        compose_edit(edit, replace(EDITING, **context), LIMITS)


def test_leaving_out_the_entities_clears_them() -> None:
    bold = replace(MESSAGE, entities=(Entity(kind="Bold", offset=0, length=5),))
    context = replace(EDITING, message=bold)
    assert compose_edit(edit(text="hello"), context, LIMITS).entities == ()


SHOWN = replace(MESSAGE, text="", extras=Extras(media=PHOTO, effect=5))
THROWN = replace(MESSAGE, text="", extras=Extras(media=Dice(emoticon="🎲", value=3)))


@pytest.mark.parametrize(
    ("message", "asked", "text", "extras"),
    [
        (SHOWN, edit(text="of us"), "of us", SHOWN.extras),
        (replace(SHOWN, text="of us"), edit(text=""), "", SHOWN.extras),
        (SHOWN, edit(text=None, media=OTHER_PHOTO), "", Extras(media=OTHER_PHOTO, effect=5)),
        (
            replace(SHOWN, text="of us"),
            edit(text=None, media=OTHER_PHOTO, invert_media=True),
            "of us",
            Extras(media=OTHER_PHOTO, effect=5, invert_media=True),
        ),
        (SHOWN, edit(text="of us", media=PHOTO), "of us", SHOWN.extras),
        (MESSAGE, edit(text=None, media=PHOTO), "hello", Extras(media=PHOTO)),
    ],
)
def test_a_file_and_its_words_are_edited(
    message: Message, asked: Edit, text: str, extras: Extras
) -> None:
    body = compose_edit(asked, replace(EDITING, message=message), LIMITS)
    assert (body.text, body.extras) == (text, extras)


@pytest.mark.parametrize(
    ("message", "asked", "refusal"),
    [
        (SHOWN, edit(text=None), errors.MessageNotModified),
        (SHOWN, edit(text=None, media=PHOTO), errors.MessageNotModified),
        (SHOWN, edit(text="c" * 1_025), errors.MediaCaptionTooLong),
        (MESSAGE, edit(text="c" * 1_025, media=PHOTO), errors.MediaCaptionTooLong),
        (MESSAGE, edit(text=None), errors.MessageNotModified),
        (THROWN, edit(text=None), errors.MessageNotModified),
        (THROWN, edit(text="six"), errors.MediaPrevInvalid),
    ],
)
def test_what_a_message_shows_is_not_edited(
    message: Message, asked: Edit, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        compose_edit(asked, replace(EDITING, message=message), LIMITS)


def test_what_an_edit_leaves_stays() -> None:
    bold = (Entity(kind="Bold", offset=0, length=5),)
    kept = replace(MESSAGE, entities=bold, silent=True, noforwards=True)
    body = compose_edit(edit(text=None, media=PHOTO), replace(EDITING, message=kept), LIMITS)
    assert (body.sender_id, body.date) == (1, 1_000)
    assert (body.text, body.entities) == ("hello", bold)
    assert (body.silent, body.noforwards) == (True, True)


def test_a_timer_is_all_that_a_plain_text_then_carries() -> None:
    assert timed(None, 0) is None
    assert timed(None, 60) == Extras(ttl_period=60)
    assert timed(Extras(effect=5), 60) == Extras(effect=5, ttl_period=60)
    assert timed(Extras(effect=5), 0) == Extras(effect=5)


def test_in_whose_name_and_in_which_thread_it_is_said_is_part_of_the_intent() -> None:
    drafts = (
        DRAFT,
        replace(DRAFT, send_as=1),
        replace(DRAFT, send_as=2),
        replace(DRAFT, thread_id=1),
        replace(DRAFT, thread_id=2),
        replace(DRAFT, text="other", send_as=1),
        replace(DRAFT, text="other", thread_id=1),
        replace(DRAFT, send_as=1, thread_id=1),
    )
    assert len({draft.fingerprint() for draft in drafts}) == len(drafts)


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ({}, 1),
        ({"as_chat": True}, 2),
        ({"as_chat": True, "extras": Extras()}, 2),
        ({"as_chat": True, "extras": Extras(speaker_id=9)}, 9),
        ({"extras": Extras(speaker_id=9)}, 1),
    ],
)
def test_who_is_shown_to_have_said_it(fields: dict[str, Any], author: int) -> None:
    assert replace(MESSAGE, **fields).author_id == author


def test_what_was_said_by_a_channel_is_forwarded_from_it() -> None:
    author = Seen(account=ALICE, viewer_id=1)
    group = replace(MESSAGE, peer_id=-5, as_chat=True)
    assert Cited(group, author).forward == Forward(date=1000, from_id=-5)
    post = replace(group, post=True, extras=Extras(signature="Ann"))
    assert Cited(post, author).forward == Forward(
        date=1000, from_id=-5, channel_post=5, signature="Ann"
    )
    earlier = Forward(date=3, from_id=77)
    again = replace(post, extras=Extras(forward=earlier))
    assert Cited(again, author).forward == earlier
    assert Cited(MESSAGE, author).forward == Forward(date=1000, from_id=1)


GROUP = Channel(id=5, title="Talk", date=1, creator_id=2, members=2, slow_mode=60)
MEMBER = SeenChannel(channel=GROUP, viewer_id=1, role=Role.MEMBER)
LOOKER = replace(MEMBER, role=Role.LEFT, beside=True)
TOPIC = Topic(id=3, title="Tea", icon_color=1, creator_id=2, date=1)
FORUM = replace(MEMBER, channel=replace(GROUP, forum=True, slow_mode=0))
TALK = replace(LOOKER, channel=replace(GROUP, linked_id=7, slow_mode=0))
SEVERAL = Source(peer_id=2, message_id=1, group=6)


@pytest.mark.parametrize(
    ("seen", "draft", "context", "refusal"),
    [
        (MEMBER, {}, {}, None),
        (MEMBER, {}, {"posted": 940}, None),
        (MEMBER, {}, {"posted": 941}, errors.SlowmodeWait),
        (MEMBER, {"due": 1001}, {"posted": 941}, None),
        (MEMBER, {"source": SEVERAL}, {}, errors.SlowmodeMultiMsgsDisabled),
        (MEMBER, {"source": replace(SEVERAL, group=7)}, {}, None),
        (MEMBER, {"source": replace(SEVERAL, group=0)}, {}, None),
        (replace(MEMBER, role=Role.LEFT), {}, {}, errors.ChannelPrivate),
        (TALK, {}, {}, errors.ChatGuestSendForbidden),
        (TALK, {"reply_to_id": 4}, {"reply_known": True}, None),
        (TALK, {"reply_to_id": 4, "reply_peer_id": 9}, {}, errors.ChatGuestSendForbidden),
        (FORUM, {}, {}, errors.TopicDeleted),
        (FORUM, {}, {"topic": TOPIC}, None),
        (FORUM, {}, {"topic": replace(TOPIC, closed=True)}, errors.TopicClosed),
    ],
)
def test_who_may_write_in_a_supergroup(
    seen: SeenChannel, draft: dict[str, Any], context: dict[str, Any], refusal: Any
) -> None:
    asked = replace(DRAFT, recipient_id=GROUP.peer_id, **draft)
    placed = replace(CONTEXT, channel=seen, recipient=None, **context)
    with nullcontext() if refusal is None else pytest.raises(refusal):
        check_may_send(asked, placed)


def test_a_post_is_signed_where_the_channel_says_who_wrote_it() -> None:
    ann = replace(ALICE, last_name="Lee")
    channel = replace(GROUP, broadcast=True, signatures=True)
    owner = replace(MEMBER, channel=channel, role=Role.CREATOR)
    placed = replace(CONTEXT, sender=Seen(account=ann, viewer_id=1), channel=owner)
    draft = replace(DRAFT, recipient_id=GROUP.peer_id, extras=Extras(via_bot_id=8))
    body = compose_private(draft, placed, LIMITS)
    assert body.extras == Extras(via_bot_id=8, signature="Alice Lee")
    assert (body.as_chat, body.post) == (True, True)
    silent = replace(placed, channel=replace(owner, channel=replace(channel, signatures=False)))
    assert compose_private(draft, silent, LIMITS).extras == Extras(via_bot_id=8)


def test_only_in_channels_others_are_spoken_for() -> None:
    with pytest.raises(errors.SendAsPeerInvalid):
        compose_private(replace(DRAFT, send_as=9), CONTEXT, LIMITS)
    news = Channel(id=8, title="News", date=1, creator_id=1, members=2, broadcast=True)
    speakers = Speakers(
        channels=(SeenChannel(channel=replace(news, username="n"), viewer_id=1, role=Role.CREATOR),)
    )
    public = replace(MEMBER, channel=replace(GROUP, username="talk", slow_mode=0))
    placed = replace(CONTEXT, channel=public, speakers=speakers)
    draft = replace(
        DRAFT, recipient_id=GROUP.peer_id, send_as=news.peer_id, extras=Extras(via_bot_id=8)
    )
    body = compose_private(draft, placed, LIMITS)
    assert (body.as_chat, body.extras) == (True, Extras(via_bot_id=8, speaker_id=news.peer_id))
