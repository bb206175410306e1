"""The dialog list, page by page, and dialogs by name.

https://core.telegram.org/method/messages.getDialogs
"""

import pytest

from heliograph.actions.service_messages import send_service_message
from heliograph.config import Limits
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from support.stage import RpcError, Stage
from support.talk import People, Talker

ME = types.InputPeerSelf()


async def test_list_shows_each_dialog_with_its_newest_message(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ben.send(ben.to(ann), "one")
    await cat.send(cat.to(ann), "two")
    await ben.send(ben.to(ann), "three")
    answer = await ann.dialogs()
    assert isinstance(answer, types.messages.Dialogs)
    assert [(d.peer.user_id, d.top_message, d.unread_count) for d in answer.dialogs] == [
        (ben.id, 3, 2),
        (cat.id, 2, 1),
    ]
    assert [(m.id, m.message) for m in answer.messages] == [(3, "three"), (2, "two")]
    assert {user.id for user in answer.users} == {ann.id, ben.id, cat.id}


async def test_top_message_is_whole(people: People) -> None:
    """Desktop keeps the top message of the list and never overwrites it."""
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "one")
    reply = types.InputReplyToMessage(reply_to_msg_id=1)
    bold = [types.MessageEntityBold(offset=0, length=3)]
    sent = await ann.send(ann.to(ben), "two", reply_to=reply, entities=bold)
    (top,) = (await ann.dialogs()).messages
    assert top == sent.updates[1].message


async def test_new_account_has_an_empty_list(people: People) -> None:
    answer = await people.ann.dialogs()
    assert (answer.dialogs, answer.messages) == ([], [])
    assert [user.id for user in answer.users] == [people.ann.id]


@pytest.fixture
async def crowd(stage: Stage, people: People) -> People:
    """Ann hears from the service, Ben and Cat and writes a note, in this order."""
    ann = people.ann
    for number, write in enumerate(
        (
            lambda: send_service_message(stage.app, ann.id, "welcome"),
            lambda: people.ben.send(people.ben.to(ann), "from Ben"),
            lambda: people.cat.send(people.cat.to(ann), "from Cat"),
            lambda: ann.send(ME, "note"),
        )
    ):
        stage.clock.date += number
        await write()
    return people


async def test_paging_as_clients_do_finds_every_dialog_once(crowd: People) -> None:
    ann = crowd.ann
    found: list[int] = []
    place = {"offset_date": 0, "offset_id": 0}
    while True:
        page = await ann.dialogs(limit=1, **place)
        assert isinstance(page, types.messages.DialogsSlice)
        assert page.count == 4
        if not page.dialogs:
            break
        (dialog,), (top,) = page.dialogs, page.messages
        found.append(dialog.peer.user_id)
        place = {"offset_date": top.date, "offset_id": top.id}
    assert found == [ann.id, crowd.cat.id, crowd.ben.id, SERVICE_ACCOUNT_ID]


@pytest.mark.parametrize(
    ("asked", "tops"),
    [
        ({"limit": 0}, []),
        ({"limit": 2}, [4, 3]),
        ({"limit": 2**31 - 1}, [4, 3, 2, 1]),
        ({"offset_id": 3}, [2, 1]),
        ({"offset_id": 2**31 - 1, "offset_date": 2**31 - 1}, [4, 3, 2, 1]),  # TDLib's first page
        ({"offset_date": 2**31 - 1}, [4, 3, 2, 1]),
        ({"offset_date": 1}, []),
        ({"folder_id": 0}, [4, 3, 2, 1]),
        ({"exclude_pinned": True}, [4, 3, 2, 1]),
        ({"folder_id": 1}, []),  # there is no archive
    ],
)
async def test_pages(crowd: People, asked: dict[str, int], tops: list[int]) -> None:
    page = await crowd.ann.dialogs(**asked)
    assert [dialog.top_message for dialog in page.dialogs] == tops
    assert [message.id for message in page.messages] == tops


async def test_dialog_moves_up_with_a_message_and_down_with_its_deletion(crowd: People) -> None:
    ann, ben = crowd.ann, crowd.ben
    await ann.send(ann.to(ben), "up")
    assert (await ann.dialogs()).dialogs[0].peer.user_id == ben.id
    await ann(functions.messages.DeleteMessages(revoke=True, id=[5]))
    assert [d.top_message for d in (await ann.dialogs()).dialogs] == [4, 3, 2, 1]


async def test_negative_limit_is_refused(people: People) -> None:
    with pytest.raises(RpcError) as refused:
        await people.ann.dialogs(limit=-1)
    assert (refused.value.code, refused.value.text) == (400, "LIMIT_INVALID")


# --- by name -------------------------------------------------------------------------------


async def named(talker: Talker, *forms: types.TypeInputDialogPeer) -> types.messages.PeerDialogs:
    answer: types.messages.PeerDialogs = await talker(
        functions.messages.GetPeerDialogs(peers=list(forms))
    )
    return answer


async def test_named_dialogs_come_with_the_state(crowd: People) -> None:
    ann = crowd.ann
    answer = await named(
        ann,
        types.InputDialogPeer(peer=ann.to(crowd.cat)),
        types.InputDialogPeer(peer=ann.to(crowd.ben)),
        types.InputDialogPeer(peer=ann.to(crowd.cat)),
        types.InputDialogPeerFolder(folder_id=1),
    )
    assert [(d.peer.user_id, d.top_message) for d in answer.dialogs] == [
        (crowd.cat.id, 3),
        (crowd.ben.id, 2),
    ]
    assert (answer.state.pts, answer.state.qts, answer.state.seq) == (5, 1, 0)
    assert answer.state == await ann(functions.updates.GetState())


async def test_dialog_that_never_began_has_no_top_message(people: People) -> None:
    ann = people.ann
    answer = await named(ann, types.InputDialogPeer(peer=ann.to(people.ben)))
    (dialog,) = answer.dialogs
    assert (dialog.top_message, dialog.unread_count, answer.messages) == (0, 0, [])


async def test_too_many_names_are_refused(people: People) -> None:
    form = types.InputDialogPeer(peer=ME)
    with pytest.raises(RpcError) as refused:
        await named(people.ann, *[form] * (Limits().page_max + 1))
    assert (refused.value.code, refused.value.text) == (400, "LIMIT_INVALID")


async def test_nothing_is_pinned(crowd: People) -> None:
    answer = await crowd.ann(functions.messages.GetPinnedDialogs(folder_id=0))
    assert (answer.dialogs, answer.messages, answer.state.pts) == ([], [], 5)


async def test_what_to_offer_above_a_dialog(people: People) -> None:
    ann, ben = people.ann, people.ben
    asked = functions.messages.GetPeerSettings(peer=ann.to(ben))
    settings = (await ann(asked)).settings
    # TDLib complains of an offer to block without one to report, and then makes both.
    assert (settings.add_contact, settings.block_contact, settings.report_spam) == (
        True,
        False,
        False,
    )
    own = (await ann(functions.messages.GetPeerSettings(peer=ME))).settings
    assert not own.add_contact
