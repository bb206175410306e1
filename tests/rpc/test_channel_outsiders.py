"""Every method asked by those who are not in a supergroup or channel, or may do little there:
nothing comes out that is not for them, and nothing becomes another."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from heliograph.config import limits_for
from heliograph.rpc.registry import load_methods
from heliograph.tl import functions, types
from heliograph.tl.objects import canonical
from support.communities import Community, make_community
from support.every_query import Asked
from support.talk import People, Talker, sent_id
from support.watched_place import LEFT_OUT, SECRET, TITLE, Watched, ask, findings, make_watched

Become = Callable[[Community], Awaitable[Talker]]

KINDS = [
    pytest.param(False, id="supergroup"),
    pytest.param(True, id="channel", marks=pytest.mark.long),
]


@pytest.fixture(params=KINDS)
async def watched(
    people: People, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Watched]:
    people.stage.service.limits = limits_for("bench")
    made = await make_watched(people, tmp_path / "store.sqlite", broadcast=request.param)
    yield made
    made.close()


async def know_of_it(place: Community) -> Talker:
    return await place.stranger()


async def go(place: Community) -> Talker:
    await place.cat(functions.channels.LeaveChannel(channel=place.named_by(place.cat)))
    return place.cat


async def be_removed(place: Community) -> Talker:
    await place.limit(place.ann, place.cat, view_messages=True)
    return place.cat


async def be_removed_where_all_look(place: Community) -> Talker:
    await place.change(username="hikers")
    return await be_removed(place)


async def see_it_deleted(place: Community) -> Talker:
    await place.ann(functions.channels.DeleteChannel(channel=place.named_by(place.ann)))
    return place.cat


OUTSIDE: dict[str, Become] = {
    "never in it": know_of_it,
    "left": go,
    "removed": be_removed,
    "removed where all look": be_removed_where_all_look,
    "deleted": see_it_deleted,
}


@pytest.mark.parametrize(
    "situation",
    [pytest.param(one, marks=pytest.mark.long) if one == "left" else one for one in OUTSIDE],
)
async def test_who_is_outside_gets_nothing_and_changes_nothing(
    watched: Watched, situation: str
) -> None:
    who = await OUTSIDE[situation](watched.place)
    await who.device.me()
    who.device.session.take()
    asked = watched.asked(who)
    assert await findings(watched.rows_and_mailbox, who, asked, secrets=[SECRET]) == []
    assert SECRET not in b"".join(who.device.session.pushed)
    assert await admitted(watched, who, asked) == set()


async def admitted(watched: Watched, who: Talker, asked: Asked) -> set[str]:
    """The methods about a channel that are not refused for what the channel is to somebody."""
    fits = ("CHANNEL_PRIVATE", "CHANNEL_INVALID")
    methods = {name for name in load_methods() if _is_about_a_channel(name)} - _SAYS_WHAT_IT_IS
    return {
        f"{name}: {answer.refusal or answer.body!r}"
        async for name, answer in ask(who, asked, methods=methods)
        if answer.refusal not in fits
    }


def _is_about_a_channel(name: str) -> bool:
    fields = canonical(name).TL_DEFINITION.values
    return any(one.type == "InputChannel" and not one.is_optional for one in fields)


_SAYS_WHAT_IT_IS = {"channels.getChannels"}


async def with_another_hash(watched: Watched, who: Talker) -> Asked:
    return watched.asked(who, wrong_by=1)


async def as_if_it_were_a_group(watched: Watched, who: Talker) -> Asked:
    asked = watched.asked(who)
    asked.peer = types.InputPeerChat(chat_id=watched.place.id)
    asked.channel = types.InputChannelEmpty()
    return asked


async def as_if_it_were_somebody(watched: Watched, who: Talker) -> Asked:
    asked = watched.asked(who)
    asked.peer = types.InputPeerUser(
        user_id=watched.place.id, access_hash=asked.channel.access_hash
    )
    asked.channel = types.InputChannelEmpty()
    return asked


async def as_seen_in_a_message(watched: Watched, who: Talker) -> Asked:
    number = sent_id(await who.send(types.InputPeerSelf(), "a note"))
    form = {"peer": types.InputPeerSelf(), "msg_id": number, "channel_id": watched.place.id}
    asked = watched.asked(who)
    asked.peer = types.InputPeerChannelFromMessage(**form)
    asked.channel = types.InputChannelFromMessage(**form)
    return asked


WRONG_FORMS = [
    with_another_hash,
    as_if_it_were_a_group,
    pytest.param(as_if_it_were_somebody, marks=pytest.mark.long),
    as_seen_in_a_message,
]


@pytest.mark.parametrize("form", WRONG_FORMS)
async def test_who_names_it_wrongly_is_not_even_told_its_title(
    watched: Watched, form: Callable[[Watched, Talker], Awaitable[Asked]]
) -> None:
    who = await watched.place.stranger()
    await who.device.me()
    asked = await form(watched, who)
    secrets = [SECRET, TITLE]
    assert await findings(watched.rows_and_mailbox, who, asked, secrets=secrets) == []


async def test_whoever_may_look_changes_nothing(watched: Watched) -> None:
    await watched.place.change(username="hikers")
    who = await watched.place.stranger()
    await who.device.me()
    asked = watched.asked(who)
    found = await findings(watched.rows, who, asked, secrets=[], without=["channels.joinChannel"])
    # Whoever sees a poll votes in it.
    assert [one for one in found if not one.startswith("messages.sendVote")] == []


ENDING = {"channels.leaveChannel", "channels.deleteHistory", "messages.deleteHistory"}
"""After these somebody sees less, or nothing any more."""


OWN_RANK = "messages.editChatParticipantRank"
"""Members choose what stands beside their own names."""


async def come_later(place: Community) -> Talker:
    """In it since its history is hidden from newcomers, and its members from all."""
    await place.change(hidden_history=not (await place.full(place.ann)).chats[0].broadcast)
    await place.change(hidden_members=True)
    dan = await place.stranger()
    link = await place.ann(functions.messages.ExportChatInvite(peer=place.peer(place.ann)))
    await dan(functions.messages.ImportChatInvite(hash=link.link.rpartition("+")[2]))
    return dan


@pytest.mark.parametrize("watched", [False], ids=["supergroup"], indirect=True)
async def test_a_newcomer_sees_nothing_of_before_and_changes_nothing_of_it(
    watched: Watched,
) -> None:
    place = watched.place
    dan = await come_later(place)
    await place.ben(functions.messages.SendMessage(
        peer=place.peer(place.ben), message="of an anonymous admin", random_id=77
    ))  # fmt: skip
    await dan.device.me()
    secrets = [b"words of Zeuxis", b"Who is Zeuxis", b"Parrhasius", b"Apelles"]
    asked = watched.asked(dan)
    found = await findings(watched.rows, dan, asked, secrets=secrets, without=ENDING)
    assert [one for one in found if not one.startswith(OWN_RANK)] == []


@pytest.mark.parametrize("watched", [False], ids=["supergroup"], indirect=True)
async def test_an_admin_who_was_given_nothing_else_changes_nothing(watched: Watched) -> None:
    place = watched.place
    await place.make_admin(place.cat, manage_call=True)
    await place.cat.device.me()
    asked = watched.asked(place.cat)
    found = await findings(watched.rows, place.cat, asked, secrets=[], without=ENDING)
    own = (OWN_RANK, "messages.sendVote")
    assert [one for one in found if not one.startswith(own)] == []


async def test_the_secrets_are_there_for_those_who_may_have_them(watched: Watched) -> None:
    cat = watched.place.cat
    await cat.device.me()
    asked = watched.asked(cat)
    methods = load_methods().keys() - LEFT_OUT - ENDING
    telling = {
        name async for name, answer in ask(cat, asked, methods=methods) if SECRET in answer.body
    }
    assert telling >= {
        "channels.getFullChannel",
        "channels.getMessages",
        "messages.getHistory",
        "messages.search",
        "updates.getChannelDifference",
        "messages.getPeerDialogs",
        "messages.searchGlobal",
        "messages.forwardMessages",
        "messages.getPollResults",
    }


async def beside_its_channel(watched: Watched) -> Talker:
    """Only in the channel whose posts are talked about in it."""
    place = watched.place
    channel = await make_community(place.people, broadcast=True)
    linked = functions.channels.SetDiscussionGroup(
        broadcast=channel.named_by(place.ann), group=place.named_by(place.ann)
    )
    assert await place.ann(linked)
    await go(place)
    return place.cat


@pytest.mark.parametrize("watched", [False], ids=["supergroup"], indirect=True)
async def test_who_is_in_the_channel_alone_changes_nothing_of_the_group_beside_it(
    watched: Watched,
) -> None:
    cat = await beside_its_channel(watched)
    await cat.device.me()
    asked = watched.asked(cat)
    found = await findings(watched.rows, cat, asked, secrets=[], without=["channels.joinChannel"])
    assert [one for one in found if not one.startswith("messages.sendVote")] == []


@pytest.mark.parametrize("watched", [False], ids=["supergroup"], indirect=True)
async def test_who_is_removed_from_the_group_sees_nothing_of_it_beside_its_channel(
    watched: Watched,
) -> None:
    cat = await beside_its_channel(watched)
    await watched.place.limit(watched.place.ann, cat, view_messages=True)
    await cat.device.me()
    cat.device.session.take()
    found = await findings(watched.rows_and_mailbox, cat, watched.asked(cat), secrets=[SECRET])
    assert found == []
