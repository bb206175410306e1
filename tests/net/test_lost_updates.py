"""What a session lost, updates or the answer to its own call, it learns by the difference."""

import struct
from typing import Any

import pytest

from heliograph.mtproto.constructors import BAD_SERVER_SALT, PING, PONG, UPDATES_TOO_LONG
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.net_place import eventually
from support.stage import initialised
from support.whole_place import OpenWhole, WholeClient, WholePlace

ANN, BEN = "12025550101", "12025550102"


class Talk:
    """Ann and Ben, and how she names him."""

    def __init__(self, place: WholePlace, ann: WholeClient, ben: Any, ann_id: int) -> None:
        self.place = place
        self.ann = ann
        self.ann_id = ann_id
        hash_of = place.stage.service.access.of_user
        self.ben = types.InputPeerUser(user_id=ben.id, access_hash=hash_of(ann_id, ben.id))

    async def gone(self, client: WholeClient) -> None:
        """Close a client and wait until the server has noticed."""
        client.close()
        await eventually(
            lambda: (
                not any(
                    one.connected and one.session_id == client.session_id
                    for one in self.place.server.sessions.of_account(self.ann_id)
                )
            )
        )

    async def state(self, client: WholeClient) -> types.updates.State:
        found: types.updates.State = await client.api(functions.updates.GetState())
        return found

    async def back(self, client: WholeClient, *, same_session: bool) -> WholeClient:
        """The client with another connection."""
        made = await self.place.client()
        made.use(client, same_session=same_session)
        made.send(struct.pack("<Iq", PING, 1), seqno=0)
        # A server that was restarted wants another salt; the client takes it over.
        while (await made.message()).kind not in (PONG, BAD_SERVER_SALT):
            pass
        return made


async def meet(place: WholePlace) -> Talk:
    ann, ben = await place.client(), await place.client()
    ann_user = await ann.sign_up(ANN, "Ann")
    talk = Talk(place, ann, await ben.sign_up(BEN, "Ben"), ann_user.id)
    await ann.ask_for(functions.messages.SendMessage(peer=talk.ben, message="hi", random_id=1))
    return talk


async def test_11_8_who_is_told_that_it_was_too_long_learns_all_by_the_difference(
    open_whole: OpenWhole,
) -> None:
    talk = await meet(await open_whole(pushes_queued_per_session=3))
    phone, laptop = await talk.back(talk.ann, same_session=False), talk.ann
    before = await talk.state(phone)
    await talk.gone(phone)
    dialog = types.InputDialogPeer(peer=talk.ben)
    nobody = [types.InputPrivacyValueDisallowAll()]
    for query in (
        functions.messages.SendMessage(peer=talk.ben, message="while away", random_id=2),
        functions.messages.SaveDraft(peer=talk.ben, message="begun"),
        functions.messages.MarkDialogUnread(peer=dialog, unread=True),
        functions.messages.ToggleDialogPin(peer=dialog, pinned=True),
        functions.account.SetPrivacy(key=types.InputPrivacyKeyPhoneCall(), rules=nobody),
    ):
        await laptop.ask_for(query)

    phone = await talk.back(phone, same_session=True)
    asked = functions.updates.GetDifference(pts=before.pts, date=before.date, qts=before.qts)
    missed = await phone.ask_for(asked)
    told = {got.kind for got in phone.seen}
    assert UPDATES_TOO_LONG in told
    assert types.Updates.TL_DEFINITION.id not in told
    assert [message.message for message in missed.new_messages] == ["while away"]
    assert {type(update) for update in missed.other_updates} == {
        types.UpdateDraftMessage,
        types.UpdateDialogUnreadMark,
        types.UpdatePinnedDialogs,
        types.UpdatePrivacy,
    }


@pytest.mark.parametrize("restarted", [False, True])
async def test_11_10_who_never_got_an_answer_finds_what_it_sent_in_the_difference(
    open_whole: OpenWhole, restarted: bool
) -> None:
    talk = await meet(await open_whole())
    place, ann = talk.place, talk.ann
    before = await talk.state(ann)
    sent = functions.messages.SendMessage(peer=talk.ben, message="did it arrive?", random_id=2)
    ann.stop_reading()
    ann.send(encode(initialised(sent, NEWEST), NEWEST))
    await eventually(lambda: any("did it arrive?" in str(event) for event in place.stage.events))
    ann.reset()
    if restarted:
        await place.restart()

    again = await talk.back(ann, same_session=False)
    asked = functions.updates.GetDifference(pts=before.pts, date=before.date, qts=before.qts)
    missed = await again.api(asked)
    (own,) = missed.new_messages
    assert (own.out, own.message, missed.state.pts) == (True, "did it arrive?", before.pts + 1)
    # Asked for once more, as clients do that never heard of it, it is the same message.
    number, arrival = (await again.ask_for(sent)).updates
    assert (number.id, number.random_id, arrival.pts) == (own.id, 2, before.pts + 1)
    assert (await talk.state(again)).pts == before.pts + 1
