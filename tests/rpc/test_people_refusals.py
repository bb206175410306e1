"""What is asked of people, in which situation, and the documented error it draws.

Every refusal leaves address book, blocked list and settings as they were.
"""

from collections.abc import Callable
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker

FORGED_USER = types.InputUser(user_id=1_000_000_002, access_hash=1)
FORGED_PEER = types.InputPeerUser(user_id=1_000_000_002, access_hash=1)
CORRESPONDENTS = types.TopPeerCategoryCorrespondents()
TYPING = types.SendMessageTypingAction()
PLAIN = types.TextWithEntities(text="note", entities=[])


def _nobody(people: People) -> types.InputPeerUser:
    """An id that no account has, with the hash it would have."""
    access = people.stage.service.access
    return types.InputPeerUser(user_id=5, access_hash=access.of_user(people.ann.id, 5))


def _add(form: Any, first_name: str = "B") -> functions.contacts.AddContact:
    return functions.contacts.AddContact(id=form, first_name=first_name, last_name="", phone="")


def _me(people: People) -> Any:
    return types.InputUserSelf()


def _ben(people: People) -> Any:
    return people.ann.user(people.ben)


Make = Callable[[People], Any]
CASES: list[tuple[str, Make, int, str]] = [
    ("add: oneself", lambda p: _add(_me(p)), 400, "CONTACT_ID_INVALID"),
    ("add: no name", lambda p: _add(_ben(p), " "), 400, "CONTACT_NAME_EMPTY"),
    ("add: long name", lambda p: _add(_ben(p), "x" * 65), 400, "CONTACT_NAME_EMPTY"),
    ("add: forged hash", lambda p: _add(FORGED_USER), 400, "USER_ID_INVALID"),
    (
        "add: long note",
        lambda p: functions.contacts.AddContact(
            id=_ben(p),
            first_name="B",
            last_name="",
            phone="",
            note=types.TextWithEntities(text="x" * 129, entities=[]),
        ),
        400,
        "MESSAGE_TOO_LONG",
    ),
    (
        "delete: oneself",
        lambda p: functions.contacts.DeleteContacts(id=[_me(p)]),
        400,
        "CONTACT_ID_INVALID",
    ),
    (
        "delete by phones: too many",
        lambda p: functions.contacts.DeleteByPhones(phones=["1"] * 1_001),
        400,
        "LIMIT_INVALID",
    ),
    (
        "accept: no contact",
        lambda p: functions.contacts.AcceptContact(id=_ben(p)),
        400,
        "CONTACT_REQ_MISSING",
    ),
    (
        "note: no contact",
        lambda p: functions.contacts.UpdateContactNote(id=_ben(p), note=PLAIN),
        400,
        "CONTACT_ID_INVALID",
    ),
    (
        "close friends: too many",
        lambda p: functions.contacts.EditCloseFriends(id=[1] * 1_001),
        400,
        "LIMIT_INVALID",
    ),
    (
        "block: oneself",
        lambda p: functions.contacts.Block(id=types.InputPeerSelf()),
        400,
        "CONTACT_ID_INVALID",
    ),
    (
        "block: forged hash",
        lambda p: functions.contacts.Block(id=FORGED_PEER),
        400,
        "PEER_ID_INVALID",
    ),
    (
        "block: nobody",
        lambda p: functions.contacts.Block(id=_nobody(p)),
        400,
        "USER_ID_INVALID",
    ),
    (
        "set blocked: negative limit",
        lambda p: functions.contacts.SetBlocked(id=[], limit=-1),
        400,
        "LIMIT_INVALID",
    ),
    (
        "blocked list: negative offset",
        lambda p: functions.contacts.GetBlocked(offset=-1, limit=1),
        400,
        "LIMIT_INVALID",
    ),
    (
        "resolve: unknown name",
        lambda p: functions.contacts.ResolveUsername(username="nobody_has_it"),
        400,
        "USERNAME_NOT_OCCUPIED",
    ),
    (
        "resolve: no name",
        lambda p: functions.contacts.ResolveUsername(username="@"),
        400,
        "USERNAME_INVALID",
    ),
    (
        "resolve: unknown number",
        lambda p: functions.contacts.ResolvePhone(phone="12025550188"),
        400,
        "PHONE_NOT_OCCUPIED",
    ),
    (
        "search: nothing",
        lambda p: functions.contacts.Search(q=" ", limit=5),
        400,
        "SEARCH_QUERY_EMPTY",
    ),
    (
        "top peers: no category",
        lambda p: functions.contacts.GetTopPeers(offset=0, limit=1, hash=0),
        400,
        "TYPES_EMPTY",
    ),
    (
        "top peers: negative limit",
        lambda p: functions.contacts.GetTopPeers(correspondents=True, offset=0, limit=-1, hash=0),
        400,
        "LIMIT_INVALID",
    ),
    (
        "reset rating: forged hash",
        lambda p: functions.contacts.ResetTopPeerRating(category=CORRESPONDENTS, peer=FORGED_PEER),
        400,
        "PEER_ID_INVALID",
    ),
    (
        "full user: forged hash",
        lambda p: functions.users.GetFullUser(id=FORGED_USER),
        400,
        "USER_ID_INVALID",
    ),
    (
        "full user: nobody",
        lambda p: functions.users.GetFullUser(
            id=types.InputUser(user_id=5, access_hash=_nobody(p).access_hash)
        ),
        400,
        "USER_ID_INVALID",
    ),
    (
        "requirements: forged hash",
        lambda p: functions.users.GetRequirementsToContact(id=[FORGED_USER]),
        400,
        "USER_ID_INVALID",
    ),
    (
        "requirements: too many",
        lambda p: functions.users.GetRequirementsToContact(id=[_ben(p)] * 201),
        400,
        "LIMIT_INVALID",
    ),
    (
        "typing: forged hash",
        lambda p: functions.messages.SetTyping(peer=FORGED_PEER, action=TYPING),
        400,
        "PEER_ID_INVALID",
    ),
    (
        "peer settings: nobody",
        lambda p: functions.messages.GetPeerSettings(peer=_nobody(p)),
        400,
        "PEER_ID_INVALID",
    ),
    (
        "hide bar: nobody",
        lambda p: functions.messages.HidePeerSettingsBar(peer=_nobody(p)),
        400,
        "PEER_ID_INVALID",
    ),
]


async def _standing(ann: Talker, ben: Talker) -> tuple[Any, ...]:
    return (
        await ann(functions.contacts.GetContacts(hash=0)),
        await ann(functions.contacts.GetBlocked(offset=0, limit=10)),
        (await ann(functions.users.GetFullUser(id=ann.user(ben)))).full_user,
    )


@pytest.mark.parametrize(
    ("make", "code", "error"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
async def test_refusals_are_the_documented_ones_and_change_nothing(
    people: People, make: Make, code: int, error: str
) -> None:
    ann, ben = people.ann, people.ben
    before = await _standing(ann, ben)
    with pytest.raises(RpcError) as refused:
        await ann(make(people))
    assert (refused.value.code, refused.value.text) == (code, error)
    assert await _standing(ann, ben) == before
    assert ann.pushed() == ben.pushed() == []
