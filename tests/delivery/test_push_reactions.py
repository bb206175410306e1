"""Who wrote a message is told of reactions to it while they are away, as far as they want that."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.push_sending import tell
from heliograph.tl import functions, types
from support.groups import make_group
from support.push_watch import Watched, watching
from support.talk import People, Talker, sent_id


@pytest.fixture
async def watched(people: People) -> AsyncIterator[Watched]:
    async with watching(people) as made:
        await notified_of(made.ann, types.ReactionNotificationsFromAll())
        yield made


async def notified_of(ann: Talker, whose: Any, **changes: Any) -> None:
    """Ann wants to hear of these reactions."""
    settings = types.ReactionsNotifySettings(
        messages_notify_from=whose,
        sound=types.NotificationSoundDefault(),
        show_previews=True,
    )
    asked = functions.account.SetReactionsNotifySettings(settings=replace_tl(settings, changes))
    await ann(asked)


def replace_tl(made: Any, changes: dict[str, Any]) -> Any:
    for name, value in changes.items():
        setattr(made, name, value)
    return made


async def written(watched: Watched, text: str = "my plan") -> tuple[int, int]:
    """Ann writes to Ben: the message's id there and here."""
    ann, ben = watched.ann, watched.ben
    own = sent_id(await ann.send(ann.to(ben), text))
    (newest, *_) = await ben.history(ben.to(ann), limit=1)
    return own, newest.id


async def react(who: Talker, other: Talker, message_id: int, *signs: str) -> None:
    reaction = [types.ReactionEmoji(emoticon=sign) for sign in signs]
    peer = who.to(other)
    await who(functions.messages.SendReaction(peer=peer, msg_id=message_id, reaction=reaction))


async def test_a_reaction_is_told_with_who_and_to_what(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    own, bens = await written(watched)
    await react(ben, ann, bens, "👍")
    assert await watched.tell_due() == [
        ("phone", "REACT_TEXT", ["Ben", "👍", "my plan"], reacted(ben, own))
    ]
    assert watched.woken.is_set()
    assert await watched.due() == []


def reacted(by: Talker, message_id: int) -> dict[str, str]:
    return {"from_id": str(by.id), "msg_id": str(message_id)}


async def test_a_reaction_in_a_group_is_told_with_the_group(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    group = await make_group(watched.people)
    own = sent_id(await ann.send(group.peer, "our plan"))
    await watched.tell_due()
    (newest, *_) = await ben.history(group.peer, limit=1)
    sign = [types.ReactionEmoji(emoticon="👍")]
    await ben(functions.messages.SendReaction(peer=group.peer, msg_id=newest.id, reaction=sign))
    where = {"chat_id": str(group.id), "chat_from_id": str(ben.id), "msg_id": str(own)}
    assert await watched.tell_due() == [
        ("phone", "CHAT_REACT_TEXT", ["Ben", "Hikers", "👍", "our plan"], where)
    ]


async def test_another_reaction_is_told_and_ones_own_is_not(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    own, bens = await written(watched)
    await react(ben, ann, bens, "👍")
    await watched.tell_due()
    await react(ann, ben, own, "❤")
    assert await watched.due() == []
    await react(ben, ann, bens, "🔥")
    ((_, _, args, _),) = await watched.tell_due()
    assert args == ["Ben", "🔥", "my plan"]
    # To an older message as well.
    older = await written(watched, "older")
    newer = await written(watched, "newer")
    for _, message_id in (newer, older):
        await react(ben, ann, message_id, "👍")
        ((_, _, args, _),) = await watched.tell_due()
        assert args[1] == "👍"
    assert args[2] == "older"


async def test_a_reaction_to_what_somebody_else_wrote_is_not_told(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    sent = sent_id(await ben.send(ben.to(ann)))
    await watched.tell_due()
    await react(ben, ann, sent, "👍")
    assert await watched.due() == []


async def test_it_is_told_beside_a_message_of_the_dialog(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    _, bens = await written(watched)
    await react(ben, ann, bens, "👍")
    await ben.send(ben.to(ann), "and besides")
    told = await watched.tell_due()
    assert {key for _, key, _, _ in told} == {"REACT_TEXT", "MESSAGE_TEXT"}


async def test_what_was_taken_back_or_seen_before_it_was_told_is_not_told(
    watched: Watched,
) -> None:
    ann, ben = watched.ann, watched.ben
    _, bens = await written(watched)
    await react(ben, ann, bens, "👍")
    await watched.noted()
    await react(ben, ann, bens)
    assert await watched.due() == []
    await react(ben, ann, bens, "👍")
    await watched.noted()
    await ann(functions.messages.ReadReactions(peer=ann.to(ben)))
    assert await watched.due() == []


async def test_what_was_told_goes_away_when_it_is_seen(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    own, bens = await written(watched)
    await react(ben, ann, bens, "👍")
    await watched.tell_due()
    await ann(functions.messages.ReadReactions(peer=ann.to(ben)))
    assert await watched.tell_due() == [("phone", "READ_REACTION", [], reacted(ben, own))]
    assert await watched.due() == []


async def test_what_was_told_goes_away_with_its_message(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    own, bens = await written(watched)
    await react(ben, ann, bens, "👍")
    await watched.tell_due()
    await ann(functions.messages.DeleteMessages(id=[own], revoke=True))
    assert await watched.tell_due() == [
        ("phone", "MESSAGE_DELETED", [], {"from_id": str(ben.id), "messages": str(own)})
    ]


@pytest.mark.parametrize(
    ("whose", "is_contact", "told"),
    [
        (types.ReactionNotificationsFromAll(), False, True),
        (types.ReactionNotificationsFromContacts(), False, False),
        (types.ReactionNotificationsFromContacts(), True, True),
        (None, True, False),
    ],
)
async def test_whose_reactions_are_told_is_the_owners_choice(
    watched: Watched, whose: Any, is_contact: bool, told: bool
) -> None:
    ann, ben = watched.ann, watched.ben
    if is_contact:
        await ann(
            functions.contacts.AddContact(
                id=ann.user(ben), first_name="Ben", last_name="", phone=""
            )
        )
    _, bens = await written(watched)
    await react(ben, ann, bens, "👍")
    await watched.noted()
    # What is wanted by the time it is told counts.
    await notified_of(ann, whose)
    assert bool(await watched.tell_due()) is told
    await react(ben, ann, bens, "🔥")
    assert bool(await watched.due()) is told


async def test_a_muted_dialogs_reactions_are_told_nowhere(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    _, bens = await written(watched)
    peer = types.InputNotifyPeer(peer=ann.to(ben))
    muted = types.InputPeerNotifySettings(mute_until=2**31 - 1)
    await ann(functions.account.UpdateNotifySettings(peer=peer, settings=muted))
    await react(ben, ann, bens, "👍")
    assert await watched.due() == []


async def test_previews_that_are_off_show_neither_sign_nor_text(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    own, bens = await written(watched)
    await notified_of(
        ann,
        types.ReactionNotificationsFromAll(),
        show_previews=False,
        sound=types.NotificationSoundNone(),
    )
    await react(ben, ann, bens, "👍")
    (task,) = await watched.due()
    await tell(watched.stage.app, watched.post, task)
    ((_, notice),) = watched.post.told
    assert (notice.loc_key, notice.loc_args) == ("REACT_HIDDEN", ("Ben",))
    assert "sound" not in notice.as_record()
    assert "👍" not in repr(notice)
    assert notice.custom == reacted(ben, own)


async def test_who_carries_it_and_who_finds_the_phone_learn_nothing(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    _, bens = await written(watched)
    watched.post.sealed = False
    await react(ben, ann, bens, "👍")
    (task,) = await watched.due()
    await tell(watched.stage.app, watched.post, task)
    ((_, notice),) = watched.post.told
    for said in ("Ben", "👍", "my plan"):
        assert said not in repr(replace(notice, custom={}))
    watched.post.take()
    await watched.phone(functions.account.UpdateDeviceLocked(period=0))
    await react(ben, ann, bens, "🔥")
    ((_, key, _, custom),) = await watched.tell_due()
    assert (key, custom) == ("LOCKED_MESSAGE", {})
