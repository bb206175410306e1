"""What those who are out of a group go on to have of it: each message as it was when they went."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.tl import functions, types
from support.groups import Group, make_group
from support.stage import RpcError
from support.talk import People, Talker, sent_id

HERE, THERE = types.InputGeoPoint(lat=1, long=2), types.InputGeoPoint(lat=3, long=4)
LIKE = [types.ReactionEmoji(emoticon="👍")]


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


async def leave(group: Group, who: Talker) -> None:
    query = functions.messages.DeleteChatUser(chat_id=group.id, user_id=types.InputUserSelf())
    await who(query)
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()


async def come_back(group: Group, who: Talker) -> None:
    invite = await group.ann(functions.messages.ExportChatInvite(peer=group.peer))
    await who(functions.messages.ImportChatInvite(hash=invite.link.rpartition("+")[2]))
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()


async def rewrite(group: Group, by: Talker, message_id: int, text: str) -> None:
    query = functions.messages.EditMessage(peer=group.peer, id=message_id, message=text)
    await by(query)


async def words(group: Group, who: Talker) -> list[str]:
    return [one.message for one in await who.history(group.peer) if isinstance(one, types.Message)]


async def found(group: Group, who: Talker, text: str) -> list[str]:
    numbers = ("min_date", "max_date", "offset_id", "add_offset", "max_id", "min_id", "hash")
    query = functions.messages.Search(
        peer=group.peer,
        q=text,
        filter=types.InputMessagesFilterEmpty(),
        limit=9,
        **dict.fromkeys(numbers, 0),
    )
    return [one.message for one in (await who(query)).messages]


async def indexed(group: Group) -> None:
    await group.people.stage.store.index_messages(at_most=100)


async def assert_sound(group: Group) -> None:
    assert list(await group.people.stage.store.check(whole=True)) == []


async def test_an_edit_reaches_those_alone_who_are_in(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    mine = sent_id(await ann.send(group.peer, "first words"))
    answering = types.InputReplyToMessage(reply_to_msg_id=(await cat.history(group.peer))[0].id)
    await cat.send(group.peer, "an answer", reply_to=answering)
    await leave(group, ben)
    before = await ben.history(group.peer)
    pts = await ben.pts()
    await rewrite(group, ann, mine, "second thoughts")
    assert "UpdateEditMessage" in [type(one).__name__ for one in cat.pushed()]
    assert ben.pushed() == []
    assert await ben.pts() == pts
    assert await ben.history(group.peer) == before
    assert await words(group, cat) == ["an answer", "second thoughts"]
    await assert_sound(group)


@pytest.mark.parametrize("indexed_first", [True, False])
async def test_who_is_out_finds_the_words_that_they_have(group: Group, indexed_first: bool) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    mine = sent_id(await ann.send(group.peer, "first words"))
    await leave(group, ben)
    if indexed_first:
        await indexed(group)
    await rewrite(group, ann, mine, "second thoughts")
    for _ in range(2):
        assert await found(group, ben, "first") == ["first words"]
        assert await found(group, ben, "thoughts") == []
        assert await found(group, cat, "thoughts") == ["second thoughts"]
        assert await found(group, cat, "first") == []
        await indexed(group)
    await come_back(group, ben)
    await rewrite(group, ann, mine, "third attempt")
    assert await found(group, ben, "first") == []
    assert await found(group, ben, "attempt") == ["third attempt"]
    await assert_sound(group)


async def test_who_came_back_hears_of_the_next_edit(group: Group) -> None:
    ann, ben = group.ann, group.ben
    mine = sent_id(await ann.send(group.peer, "first"))
    theirs = sent_id(await ben.send(group.peer, "of ben"))
    await leave(group, ben)
    await rewrite(group, ann, mine, "second")
    await ann(functions.messages.SendReaction(peer=group.peer, msg_id=mine + 1, reaction=LIKE))
    await come_back(group, ben)
    assert (await words(group, ben))[-2:] == ["of ben", "first"]
    await rewrite(group, ann, mine, "third")
    (told,) = ben.pushed()
    assert told.message.message == "third"
    await rewrite(group, ben, theirs, "of ben again")
    assert (await words(group, ben))[-2:] == ["of ben again", "third"]
    assert (await words(group, ann))[-2:] == ["of ben again", "third"]
    (written,) = [one for one in await ben.history(group.peer) if one.id == theirs]
    assert written.reactions.results[0].count == 1
    await assert_sound(group)


async def test_who_is_out_does_not_see_where_somebody_goes(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    live = types.InputMediaGeoLive(geo_point=HERE, period=900)
    mine = sent_id(await ann.send_media(group.peer, live))
    await leave(group, ben)
    moved = types.InputMediaGeoLive(geo_point=THERE)
    await ann(functions.messages.EditMessage(peer=group.peer, id=mine, media=moved))
    seen = {}
    for who in (ben, cat):
        (message,) = [one for one in await who.history(group.peer) if getattr(one, "media", None)]
        seen[who] = message.media.geo.lat
    assert (round(seen[ben]), round(seen[cat])) == (1, 3)
    assert ben.pushed() == []


async def test_who_is_out_hears_of_no_reaction_and_no_pin(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    mine = sent_id(await ann.send(group.peer, "like it"))
    await leave(group, ben)
    theirs = (await cat.history(group.peer))[1].id
    await cat(functions.messages.SendReaction(peer=group.peer, msg_id=theirs, reaction=LIKE))
    await ann(functions.messages.UpdatePinnedMessage(peer=group.peer, id=mine, silent=True))
    assert ben.pushed() == []
    assert "UpdatePinnedMessages" in [type(one).__name__ for one in cat.pushed()]
    kept = (await ben.history(group.peer))[1]
    assert (kept.message, kept.reactions, kept.pinned) == ("like it", None, False)
    await ann(functions.messages.UnpinAllMessages(peer=group.peer))
    await assert_sound(group)


async def test_who_is_out_keeps_what_is_deleted_for_all(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    edited = sent_id(await ann.send(group.peer, "first"))
    plain = sent_id(await ann.send(group.peer, "as it was"))
    await leave(group, ben)
    await rewrite(group, ann, edited, "a secret since")
    await indexed(group)
    await ann(functions.messages.DeleteMessages(id=[edited, plain], revoke=True))
    assert await words(group, cat) == []
    assert ben.pushed() == []
    assert await words(group, ben) == ["as it was", "first"]
    assert await found(group, ben, "first") == ["first"]
    await assert_sound(group)
    mailbox = await ben.history(group.peer)
    await ben(functions.messages.DeleteMessages(id=[one.id for one in mailbox]))
    assert await found(group, ben, "first") == []
    await assert_sound(group)


async def test_what_nobody_in_the_group_has_any_more_is_not_kept(
    group: Group, stored: Callable[[str], set[Any]]
) -> None:
    ann, ben = group.ann, group.ben
    mine = sent_id(await ann.send(group.peer, "first"))
    await leave(group, ben)
    await rewrite(group, ann, mine, "a secret since")
    assert "a secret since" in stored("SELECT text FROM bodies")
    await ann(functions.messages.DeleteMessages(id=[mine], revoke=True))
    assert "a secret since" not in stored("SELECT text FROM bodies")
    assert "first" in stored("SELECT text FROM bodies")


@pytest.fixture
def stored(group: Group, tmp_path: Path) -> Callable[[str], set[Any]]:
    def read(statement: str) -> set[Any]:
        connection = apsw.Connection(
            str(tmp_path / "store.sqlite"), flags=apsw.SQLITE_OPEN_READONLY
        )
        try:
            return {row[0] for row in connection.execute(statement)}
        finally:
            connection.close()

    return read


async def test_who_is_out_has_no_say_in_what_is_written(group: Group) -> None:
    ann, ben = group.ann, group.ben
    mine = sent_id(await ann.send(group.peer, "like it"))
    theirs = sent_id(await ben.send(group.peer, "what I said"))
    await leave(group, ben)
    with pytest.raises(RpcError, match="403 MESSAGE_DELETE_FORBIDDEN"):
        await ben(functions.messages.DeleteMessages(id=[theirs], revoke=True))
    with pytest.raises(RpcError, match="40"):
        await ben(functions.messages.SendReaction(peer=group.peer, msg_id=mine, reaction=LIKE))
