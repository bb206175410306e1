"""Every form in which a client names somebody, and the proof that it may."""

from typing import Any

import pytest

from heliograph.actions.service_messages import send_service_message
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from support.stage import Device, RpcError, Stage

ANN, BEN, CAT = "12025550101", "12025550102", "12025550103"


class People:
    """Ann knows Ben; Cat knows Ben too and has her own hash for him."""

    def __init__(self, ann: Device, ben: Device, cat: Device) -> None:
        self.ann, self.ben, self.cat = ann, ben, cat
        self.ann_id, self.ben_id, self.cat_id = (d.key.account_id or 0 for d in (ann, ben, cat))

    def hash_of(self, viewer: Device, user_id: int) -> int:
        return viewer.stage.service.access.of_user(viewer.key.account_id or 0, user_id)


@pytest.fixture
async def people(stage: Stage) -> People:
    return People(
        await stage.person(ANN, "Ann"),
        await stage.person(BEN, "Ben"),
        await stage.person(CAT, "Cat"),
    )


async def send(device: Device, peer: Any, text: str = "hi", random_id: int = 1) -> Any:
    query = functions.messages.SendMessage(peer=peer, message=text, random_id=random_id)
    return await device(query)


PEER_METHODS = {
    "messages.sendMessage": lambda p: functions.messages.SendMessage(
        peer=p, message="hi", random_id=7
    ),
    "messages.getHistory": lambda p: functions.messages.GetHistory(
        peer=p, offset_id=0, offset_date=0, add_offset=0, limit=1, max_id=0, min_id=0, hash=0
    ),
    "messages.readHistory": lambda p: functions.messages.ReadHistory(peer=p, max_id=0),
    "messages.editMessage": lambda p: functions.messages.EditMessage(peer=p, id=1, message="x"),
    "contacts.block": lambda p: functions.contacts.Block(id=p),
    "contacts.unblock": lambda p: functions.contacts.Unblock(id=p),
    "messages.getPeerDialogs": lambda p: functions.messages.GetPeerDialogs(
        peers=[types.InputDialogPeer(peer=p)]
    ),
    "messages.getPeerSettings": lambda p: functions.messages.GetPeerSettings(peer=p),
}
USER_METHODS = {
    "users.getFullUser": lambda u: functions.users.GetFullUser(id=u),
    "contacts.addContact": lambda u: functions.contacts.AddContact(
        id=u, first_name="B", last_name="", phone=""
    ),
    "contacts.deleteContacts": lambda u: functions.contacts.DeleteContacts(id=[u]),
}


def bad_peers(people: People) -> dict[str, tuple[Any, set[str]]]:
    theirs = people.hash_of(people.cat, people.ben_id)
    own = people.hash_of(people.ann, people.cat_id)
    ben = people.ben_id
    mentioned = types.InputPeerUser(
        user_id=people.cat_id, access_hash=people.hash_of(people.ann, people.cat_id)
    )
    return {
        "another viewer's hash": (
            types.InputPeerUser(user_id=ben, access_hash=theirs),
            {"PEER_ID_INVALID"},
        ),
        "another user's hash": (
            types.InputPeerUser(user_id=ben, access_hash=own),
            {"PEER_ID_INVALID"},
        ),
        "no hash": (types.InputPeerUser(user_id=ben, access_hash=0), {"PEER_ID_INVALID"}),
        "empty": (types.InputPeerEmpty(), {"PEER_ID_INVALID"}),
        "chat": (types.InputPeerChat(chat_id=1), {"PEER_ID_INVALID"}),
        "channel": (types.InputPeerChannel(channel_id=1, access_hash=1), {"CHANNEL_INVALID"}),
        "from no message": (
            types.InputPeerUserFromMessage(peer=mentioned, msg_id=99, user_id=ben),
            {"MSG_ID_INVALID"},
        ),
        "from a message, by another's hash": (
            types.InputPeerUserFromMessage(
                peer=types.InputPeerUser(user_id=ben, access_hash=theirs), msg_id=1, user_id=ben
            ),
            {"PEER_ID_INVALID"},
        ),
    }


@pytest.mark.parametrize("method", PEER_METHODS)
async def test_12_1_peer_without_proof_is_refused(people: People, method: str) -> None:
    for name, (peer, tokens) in bad_peers(people).items():
        with pytest.raises(RpcError) as refused:
            await people.ann(PEER_METHODS[method](peer))
        assert refused.value.text in tokens, name


@pytest.mark.parametrize("method", USER_METHODS)
async def test_12_1_user_without_proof_is_refused(people: People, method: str) -> None:
    theirs = people.hash_of(people.cat, people.ben_id)
    forms = [
        (types.InputUser(user_id=people.ben_id, access_hash=theirs), "USER_ID_INVALID"),
        (types.InputUser(user_id=people.ben_id, access_hash=0), "USER_ID_INVALID"),
        (types.InputUserEmpty(), "USER_ID_INVALID"),
        (
            types.InputUserFromMessage(peer=types.InputPeerSelf(), msg_id=1, user_id=people.ben_id),
            "MSG_ID_INVALID",
        ),
        (
            types.InputUserFromMessage(
                peer=types.InputPeerUser(user_id=people.ben_id, access_hash=theirs),
                msg_id=1,
                user_id=people.ben_id,
            ),
            "PEER_ID_INVALID",
        ),
    ]
    for form, token in forms:
        with pytest.raises(RpcError) as refused:
            await people.ann(USER_METHODS[method](form))
        assert refused.value.text == token


async def test_get_users_gives_nobody_for_a_user_without_proof(people: People) -> None:
    theirs = people.hash_of(people.cat, people.ben_id)
    mine = people.hash_of(people.ann, people.ben_id)
    found = await people.ann(
        functions.users.GetUsers(
            id=[
                types.InputUser(user_id=people.ben_id, access_hash=theirs),
                types.InputUserSelf(),
                types.InputUser(user_id=people.ben_id, access_hash=mine),
            ]
        )
    )
    assert [type(user) for user in found] == [types.UserEmpty, types.User, types.User]
    assert [user.id for user in found] == [0, people.ann_id, people.ben_id]


async def test_12_3_user_is_reached_from_a_message_that_shows_them(people: People) -> None:
    ann, ben = people.ann, people.ben
    dialog = types.InputPeerUser(
        user_id=people.ben_id, access_hash=people.hash_of(ann, people.ben_id)
    )
    sent = await send(ann, dialog)
    msg_id = sent.updates[0].id
    form = types.InputPeerUserFromMessage(peer=dialog, msg_id=msg_id, user_id=people.ben_id)
    again = await send(ann, form, random_id=2)
    assert again.updates[1].message.peer_id == types.PeerUser(user_id=people.ben_id)
    user = types.InputUserFromMessage(peer=dialog, msg_id=msg_id, user_id=people.ben_id)
    (found,) = await ann(functions.users.GetUsers(id=[user]))
    assert found.first_name == "Ben"
    assert ben.key.account_id == found.id


async def test_12_3_message_must_show_that_user_in_that_dialog(people: People) -> None:
    ann = people.ann
    ben = types.InputPeerUser(user_id=people.ben_id, access_hash=people.hash_of(ann, people.ben_id))
    msg_id = (await send(ann, ben)).updates[0].id
    for peer, user_id, token in [
        (ben, people.cat_id, "PEER_ID_INVALID"),
        (types.InputPeerSelf(), people.ben_id, "MSG_ID_INVALID"),
    ]:
        form = types.InputPeerUserFromMessage(peer=peer, msg_id=msg_id, user_id=user_id)
        with pytest.raises(RpcError) as refused:
            await send(ann, form, random_id=3)
        assert refused.value.text == token


async def test_12_3_message_of_another_mailbox_shows_nothing(people: People) -> None:
    ben_to_cat = types.InputPeerUser(
        user_id=people.cat_id, access_hash=people.hash_of(people.ben, people.cat_id)
    )
    msg_id = (await send(people.ben, ben_to_cat)).updates[0].id
    form = types.InputPeerUserFromMessage(
        peer=types.InputPeerUser(
            user_id=people.ben_id, access_hash=people.hash_of(people.ann, people.ben_id)
        ),
        msg_id=msg_id,
        user_id=people.cat_id,
    )
    with pytest.raises(RpcError) as refused:
        await send(people.ann, form)
    assert refused.value.text == "MSG_ID_INVALID"


async def test_forms_nested_without_end_are_refused(people: People) -> None:
    peer: Any = types.InputPeerSelf()
    for _ in range(10):
        peer = types.InputPeerUserFromMessage(peer=peer, msg_id=1, user_id=people.ann_id)
    with pytest.raises(RpcError) as refused:
        await send(people.ann, peer)
    assert refused.value.code == 400


async def test_12_3_service_account_is_reached_from_its_message(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    await send_service_message(stage.app, ann.key.account_id or 0, "hello")
    dialogs = await ann(
        functions.messages.GetDialogs(
            offset_date=0, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=10, hash=0
        )
    )
    (service,) = [user for user in dialogs.users if user.id == SERVICE_ACCOUNT_ID]
    assert service.verified
    assert service.access_hash == stage.service.access.of_user(
        ann.key.account_id or 0, SERVICE_ACCOUNT_ID
    )
