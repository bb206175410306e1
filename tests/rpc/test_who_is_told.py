"""What a session asks for is told to the account's other sessions, and to itself by the answer."""

from collections.abc import Callable
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.talk import People

FOREVER = 2**31 - 1
ME = types.InputPeerSelf()
Ask = Callable[[People], Any]

account, contacts, messages = functions.account, functions.contacts, functions.messages


def dialog(people: People) -> types.InputDialogPeer:
    return types.InputDialogPeer(peer=people.ann.to(people.ben))


ASKS: dict[str, Ask] = {
    "a draft": lambda p: messages.SaveDraft(peer=p.ann.to(p.ben), message="well"),
    "a pinned dialog": lambda p: messages.ToggleDialogPin(pinned=True, peer=dialog(p)),
    "an unread mark": lambda p: messages.MarkDialogUnread(unread=True, peer=dialog(p)),
    "the archive": lambda p: functions.folders.EditPeerFolders(
        folder_peers=[types.InputFolderPeer(peer=p.ann.to(p.ben), folder_id=1)]
    ),
    "a view of dialogs": lambda p: messages.UpdateDialogFilter(
        id=2,
        filter=types.DialogFilter(
            id=2,
            title=types.TextWithEntities(text="Work", entities=[]),
            pinned_peers=[],
            include_peers=[p.ann.to(p.ben)],
            exclude_peers=[],
        ),
    ),
    "tags by views": lambda p: messages.ToggleDialogFilterTags(enabled=True),
    "a muted dialog": lambda p: account.UpdateNotifySettings(
        peer=types.InputNotifyPeer(peer=p.ann.to(p.ben)),
        settings=types.InputPeerNotifySettings(mute_until=FOREVER),
    ),
    "somebody kept out": lambda p: contacts.Block(id=p.ann.to(p.cat)),
    "a contact": lambda p: contacts.AddContact(
        id=p.ann.user(p.ben), first_name="Benny", last_name="", phone=""
    ),
    "a name": lambda p: account.UpdateProfile(first_name="Anna"),
    "a username": lambda p: account.UpdateUsername(username="ann_lee"),
    "a rule of privacy": lambda p: account.SetPrivacy(
        key=types.InputPrivacyKeyStatusTimestamp(), rules=[types.InputPrivacyValueDisallowAll()]
    ),
    "what was read": lambda p: messages.ReadHistory(peer=p.ann.to(p.ben), max_id=0),
    "a message": lambda p: messages.SendMessage(
        peer=p.ann.to(p.ben), message="another", random_id=901
    ),
    "a note": lambda p: messages.SendMessage(peer=ME, message="milk", random_id=902),
    "a forward": lambda p: messages.ForwardMessages(
        from_peer=p.ann.to(p.ben), id=[1], to_peer=ME, random_id=[903]
    ),
    "an edit": lambda p: messages.EditMessage(peer=p.ann.to(p.ben), id=1, message="uno"),
    "a deletion": lambda p: messages.DeleteMessages(id=[1]),
    "a cleared dialog": lambda p: messages.DeleteHistory(peer=p.ann.to(p.ben), max_id=0),
    "a reaction": lambda p: messages.SendReaction(
        peer=p.ann.to(p.ben), msg_id=4, reaction=[types.ReactionEmoji(emoticon="👍")]
    ),
    "a pinned message": lambda p: messages.UpdatePinnedMessage(peer=p.ann.to(p.ben), id=1),
    "a timer": lambda p: messages.SetHistoryTTL(peer=p.ann.to(p.ben), period=86_400),
    "what waits to be sent": lambda p: messages.SendMessage(
        peer=p.ann.to(p.ben),
        message="later",
        random_id=904,
        schedule_date=p.stage.clock.now() + 3_600,
    ),
    "a protected chat": lambda p: messages.ToggleNoForwards(peer=p.ann.to(p.ben), enabled=True),
}


@pytest.mark.parametrize("asked", ASKS)
async def test_others_are_pushed_what_the_asking_session_is_answered(
    talking: People, asked: str
) -> None:
    ann, ben = talking.ann, talking.ben
    await ben.send(ben.to(ann), "four")
    sibling, other = ann.sibling(), await ann.on_another_device(layer=229)
    for session in (ann, sibling, other):
        session.pushed()
    await ann(ASKS[asked](talking))
    assert sibling.pushed()
    assert other.pushed()
    assert ann.pushed() == []


PREPARED: dict[str, tuple[Ask, ...]] = {
    "numbers that were forgotten": (
        lambda p: contacts.ImportContacts(
            contacts=[
                types.InputPhoneContact(
                    client_id=1, phone=p.ben.phone, first_name="Benny", last_name=""
                )
            ]
        ),
        lambda p: contacts.DeleteByPhones(phones=[p.ben.phone]),
    ),
    "a mark that ends with reading": (
        lambda p: messages.MarkDialogUnread(unread=True, peer=dialog(p)),
        lambda p: messages.ReadHistory(peer=p.ann.to(p.ben), max_id=0),
    ),
    "a pinned dialog of notes": (
        lambda p: messages.ForwardMessages(
            from_peer=p.ann.to(p.ben), id=[1], to_peer=ME, random_id=[903]
        ),
        lambda p: messages.ToggleSavedDialogPin(pinned=True, peer=dialog(p)),
    ),
    "the order of notes": (
        lambda p: messages.ForwardMessages(
            from_peer=p.ann.to(p.ben), id=[1], to_peer=ME, random_id=[903]
        ),
        lambda p: messages.ToggleSavedDialogPin(pinned=True, peer=dialog(p)),
        lambda p: messages.ReorderPinnedSavedDialogs(order=[], force=True),
    ),
    "notifications as they were": (
        lambda p: account.UpdateNotifySettings(
            peer=types.InputNotifyPeer(peer=p.ann.to(p.ben)),
            settings=types.InputPeerNotifySettings(mute_until=FOREVER),
        ),
        lambda p: account.ResetNotifySettings(),
    ),
    "what waits no longer": (
        lambda p: messages.SendMessage(
            peer=p.ann.to(p.ben),
            message="later",
            random_id=904,
            schedule_date=p.stage.clock.now() + 3_600,
        ),
        lambda p: messages.DeleteScheduledMessages(peer=p.ann.to(p.ben), id=[1]),
    ),
    "a reaction of one's own choice": (
        lambda p: messages.SetDefaultReaction(reaction=types.ReactionEmoji(emoticon="🔥")),
    ),
}


@pytest.mark.parametrize("asked", PREPARED)
async def test_others_are_pushed_what_follows_from_earlier_calls(
    talking: People, asked: str
) -> None:
    ann, (*before, ask) = talking.ann, PREPARED[asked]
    sibling, other = ann.sibling(), await ann.on_another_device(layer=229)
    for call in before:
        await ann(call(talking))
    for session in (ann, sibling, other):
        session.pushed()
    await ann(ask(talking))
    assert sibling.pushed()
    assert other.pushed()
    assert ann.pushed() == []


async def test_reactions_that_were_seen_are_so_on_the_other_devices(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    other = await ann.on_another_device(layer=229)
    thumb = [types.ReactionEmoji(emoticon="👍")]
    await ann.send(ann.to(ben), "another")
    other.pushed()
    last = (await ben.history(ben.to(ann), limit=1))[0].id
    await ben(messages.SendReaction(peer=ben.to(ann), msg_id=last, reaction=thumb))
    (told,) = [one for one in other.pushed() if isinstance(one, types.UpdateMessageReactions)]
    assert [one.unread for one in told.reactions.recent_reactions] == [True]
    ann.pushed()
    await ann(messages.ReadReactions(peer=ann.to(ben)))
    (told,) = [one for one in other.pushed() if isinstance(one, types.UpdateMessageReactions)]
    assert not any(one.unread for one in told.reactions.recent_reactions)
    assert ann.pushed() == []
