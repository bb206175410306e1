"""A group's message is worded once for each variant, and by name alone to who knows its author."""

from typing import Any

import pytest

from heliograph.delivery import spread
from heliograph.delivery.order import PushOrder
from heliograph.tl import functions, types
from heliograph.tl.layers import NEWEST, OLDEST
from support.groups import Group, make_group
from support.talk import People, Talker, sent_id
from support.uploads import upload


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


def envelopes(who: Talker) -> list[Any]:
    told: list[Any] = who.device.session.take()
    return told


def author_in(envelope: Any, who: Talker) -> types.User:
    (shown,) = [one for one in envelope.users if one.id == who.id]
    assert isinstance(shown, types.User)
    return shown


async def test_12_2_an_author_is_shown_whole_once_and_then_by_name(group: Group) -> None:
    ann, late = group.ann, group.ben.sibling()
    for known in (False, True, True):
        await ann.send(group.peer, "hi")
        (told,) = envelopes(late)
        shown = author_in(told, ann)
        assert (bool(shown.min), shown.first_name) == (known, "Ann")
        assert (shown.access_hash is None, shown.status is None) == (known, known)
    await group.cat.send(group.peer, "hi")
    (told,) = envelopes(late)
    assert not author_in(told, group.cat).min


async def test_each_session_is_shown_them_for_itself(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer, "hi")
    later = ben.sibling()
    await ann.send(group.peer, "hi")
    for who in (ben, later):
        assert not author_in(envelopes(who)[-1], ann).min
    await ann.send(group.peer, "hi")
    for who in (ben, later):
        assert author_in(envelopes(who)[-1], ann).min


async def test_who_changed_is_shown_whole_again(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer, "hi")
    await ann(functions.account.UpdateProfile(first_name="Anna"))
    envelopes(ben)
    await ann.send(group.peer, "hi")
    shown = author_in(envelopes(ben)[-1], ann)
    assert (bool(shown.min), shown.first_name) == (False, "Anna")


async def test_who_was_named_first_now_is_shown_whole(group: Group) -> None:
    ann, cat, late = group.ann, group.cat, group.ben.sibling()
    await ann.send(group.peer, "hi")
    envelopes(late)
    naming = [types.InputMessageEntityMentionName(offset=0, length=2, user_id=ann.user(cat))]
    for known in (False, True):
        await ann.send(group.peer, "hi", entities=naming)
        (told,) = envelopes(late)
        assert bool(author_in(told, ann).min) == bool(author_in(told, cat).min) == known


async def test_copies_are_what_their_owners_find_afterwards(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    dan = await group.stranger()
    first = sent_id(await ben.send(group.peer, "what do you say?"))
    await ann(functions.messages.AddChatUser(chat_id=group.id, user_id=ann.user(dan), fwd_limit=0))
    await ann.send(group.peer, "hi")
    asked = (await ann.history(group.peer))[2]
    assert asked.message == "what do you say?"
    await cat.send(cat.to(ann), "numbers differ from mailbox to mailbox")
    await ann(
        functions.messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(cat), is_admin=True)
    )
    for who in (ann, ben, cat, dan):
        envelopes(who)
    # The text holds what the numbers are told by while they are sought.
    text = "".join(map(chr, (1, 1, 1, 1, 17, 17, 17, 17))) + "words"
    answering = types.InputReplyToMessage(reply_to_msg_id=asked.id)
    await ann.send(group.peer, text, reply_to=answering)
    for who, reply_id, called in ((ben, first, True), (cat, first, False), (dan, None, False)):
        (told,) = envelopes(who)
        assert author_in(told, ann).min
        (update,) = told.updates
        assert update.pts == await who.pts()
        assert update.message == (await who.history(group.peer))[0]
        reply = update.message.reply_to
        assert bool(update.message.mentioned) == called
        assert (reply is None) == (reply_id is None)
        assert not told.chats[0].creator
    naming = [types.InputMessageEntityMentionName(offset=0, length=2, user_id=ann.user(ben))]
    for _ in range(2):
        # The first shows Ben in full to who does not know him.
        await ann.send(group.peer, "hi", entities=naming)
        for who in (ben, cat, dan):
            told = envelopes(who)[-1]
            assert bool(told.updates[0].message.mentioned) == (who is ben)
            assert (told.chats[0].admin_rights is not None) == (who is cat)
    assert author_in(told, ann).min


@pytest.mark.parametrize("layer", [OLDEST, 198, NEWEST])
async def test_every_layer_reads_its_own(group: Group, layer: int) -> None:
    ann, ben = group.ann, group.ben
    other = await ben.on_another_device(layer=layer)
    for _ in range(2):
        envelopes(other), envelopes(ben)
        await ann.send(group.peer, "hi")
    ((at_other,), (at_ben,)) = envelopes(other), envelopes(ben)
    assert at_other.updates[0].pts == at_ben.updates[0].pts
    assert at_other.updates[0].message.id == at_ben.updates[0].message.id
    assert at_other.users[0].min


async def test_what_each_is_shown_in_their_own_way_is_not_spread(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer, "hi")
    envelopes(ben)
    place = types.InputMediaGeoPoint(geo_point=types.InputGeoPoint(lat=1, long=2))
    await ann.send_media(group.peer, place)
    for photo in (
        types.InputChatUploadedPhoto(file=await upload(ann, b"pixels")),
        types.InputChatPhotoEmpty(),
    ):
        await ann(functions.messages.EditChatPhoto(chat_id=group.id, photo=photo))
    for told in envelopes(ben):
        assert not author_in(told, ann).min


async def test_who_comes_between_is_sent_for_what_they_missed(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer, "hi")
    envelopes(ben)
    came: list[Talker] = []
    worded = spread.Wording.at

    def at(wording: spread.Wording, place: Any) -> spread.Worded:
        if place.owner_id == ben.id:
            came.append(ben.sibling())
        return worded(wording, place)

    # What waits for a change before it is looked at once more when it goes.
    monkeypatch.setattr(PushOrder, "follows", lambda *_: False)
    monkeypatch.setattr(spread.Wording, "at", at)
    await ann.send(group.peer, "hi")
    (late,) = came
    assert envelopes(late) == [types.UpdatesTooLong()]
    assert author_in(envelopes(ben)[-1], ann).min


async def test_who_cannot_be_told_keeps_it_from_nobody(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    late = ben.sibling()
    for _ in range(2):
        await ann.send(group.peer, "hi")
    for who in (ben, late, cat):
        envelopes(who)

    def fail(body: bytes) -> None:
        raise OSError("gone")

    monkeypatch.setattr(ben.device.session, "push", fail)
    await ann.send(group.peer, "hi all the same")
    assert envelopes(ben) == []
    for who in (late, cat):
        assert [one.updates[0].message.message for one in envelopes(who)] == ["hi all the same"]


async def test_no_more_is_remembered_than_is_bounded(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, cat, late = group.ann, group.cat, group.ben.sibling()
    monkeypatch.setattr(spread, "_KNOWN_MAX", 1)
    for who in (ann, cat, ann):
        await who.send(group.peer, "hi")
        assert not author_in(envelopes(late)[-1], who).min
