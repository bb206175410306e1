"""Every method asked by those who are not in a basic group: nothing comes out of it that they have
not, and nothing in it becomes another."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from heliograph.config import limits_for
from heliograph.tl import functions, types
from support.every_query import Asked
from support.groups import Group, make_group
from support.talk import People, Talker, sent_id
from support.watched_place import SECRET, Rows, findings

_ROWS = (
    "SELECT * FROM chats WHERE id = :chat",
    "SELECT account_id, role FROM chat_members WHERE chat_id = :chat",
    "SELECT * FROM chat_invites WHERE chat_id = :chat",
    "SELECT * FROM pinned_messages WHERE peer_id = -:chat AND owner_id <> :asker",
    "SELECT c.owner_id, c.id, b.text FROM copies c JOIN bodies b ON b.id = c.body_id"
    " WHERE c.peer_id = -:chat AND c.owner_id <> :asker",
    "SELECT counts FROM polls",
)


async def come_never(group: Group) -> Talker:
    return await group.stranger()


async def go(group: Group) -> Talker:
    query = functions.messages.DeleteChatUser(chat_id=group.id, user_id=types.InputUserSelf())
    await group.cat(query)
    return group.cat


async def be_removed(group: Group) -> Talker:
    user = group.ann.user(group.cat)
    await group.ann(functions.messages.DeleteChatUser(chat_id=group.id, user_id=user))
    return group.cat


@pytest.mark.parametrize("become", [come_never, go, be_removed])
async def test_who_is_outside_gets_nothing_and_changes_nothing(
    people: People, tmp_path: Path, become: Callable[[Group], Awaitable[Talker]]
) -> None:
    people.stage.service.limits = limits_for("bench")
    group = await make_group(people)
    who = await become(group)
    ann = group.ann
    said = sent_id(await ann.send(group.peer, "words of Zeuxis"))
    await ann(functions.messages.UpdatePinnedMessage(peer=group.peer, id=said, silent=True))
    await who.device.me()
    who.device.session.take()
    asked = Asked(
        peer=group.peer,
        channel=types.InputChannelEmpty(),
        chat_id=group.id,
        message_ids=list(range(1, said + 3)),
    )
    rows = Rows(tmp_path / "store.sqlite", _ROWS, chat=group.id, asker=who.id)
    assert await findings(rows, who, asked, secrets=[SECRET]) == []
    assert SECRET not in b"".join(who.device.session.pushed)
    rows.close()
