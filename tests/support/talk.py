"""Three people who know each other, for tests of what they write."""

import itertools
from typing import Any

from heliograph.tl import functions, types
from heliograph.tl.codec import decode_as_written, encode
from heliograph.tl.layers import NEWEST
from support.covered import assert_covered
from support.stage import Device, RpcError, Stage, sign_in_again

ANN, BEN, CAT = "12025550101", "12025550102", "12025550103"

_LATER = 4_000_000_000

_random_ids = itertools.count(1_000)


class Talker:
    """A signed-in client whose every answer and push is checked for whom it shows."""

    def __init__(self, device: Device, phone: str) -> None:
        self.device = device
        self.phone = phone
        self.id = device.key.account_id or 0
        self._access = device.stage.service.access

    async def __call__(self, query: Any) -> Any:
        """The result of a call; RpcError if it is refused."""
        answer = await self.device(query)
        assert_covered(answer, self.id, self._access)
        return answer

    def pushed(self) -> list[Any]:
        """The updates pushed to this session since the last time, out of their envelopes."""
        envelopes = self.device.session.take()
        for envelope in envelopes:
            assert_covered(envelope, self.id, self._access)
        return [update for envelope in envelopes for update in envelope.updates]

    def to(self, other: "Talker") -> types.InputPeerUser:
        """The peer form for somebody else, with this viewer's access hash."""
        return types.InputPeerUser(user_id=other.id, access_hash=self.hash_of(other))

    def user(self, other: "Talker") -> types.InputUser:
        """The user form for somebody else."""
        return types.InputUser(user_id=other.id, access_hash=self.hash_of(other))

    def hash_of(self, other: "Talker") -> int:
        return self._access.of_user(self.id, other.id)

    def sibling(self) -> "Talker":
        """Another session of the same key, listening."""
        device = self.device.sibling()
        device.session.subscribe()
        return Talker(device, self.phone)

    async def on_another_device(self, *, layer: int) -> "Talker":
        """The same account on another key, listening, at another layer."""
        device = await sign_in_again(self.device, self.phone, layer=layer)
        return Talker(device, self.phone)

    async def send(
        self, peer: Any, text: str = "hi", *, random_id: int | None = None, **fields: Any
    ) -> Any:
        """Send a message, under a random_id of its own unless one is given."""
        chosen = next(_random_ids) if random_id is None else random_id
        return await self(
            functions.messages.SendMessage(peer=peer, message=text, random_id=chosen, **fields)
        )

    async def send_media(
        self, peer: Any, media: Any, *, random_id: int | None = None, **fields: Any
    ) -> Any:
        """As `send`, media instead of text."""
        chosen = next(_random_ids) if random_id is None else random_id
        query = functions.messages.SendMedia(
            peer=peer, media=media, message="", random_id=chosen, **fields
        )
        return await self(query)

    async def forward(
        self,
        source: Any,
        ids: list[int],
        to: Any,
        *,
        random_ids: list[int] | None = None,
        **fields: Any,
    ) -> Any:
        """Forward messages of a dialog to another."""
        chosen = [next(_random_ids) for _ in ids] if random_ids is None else random_ids
        query = functions.messages.ForwardMessages(
            from_peer=source, id=ids, to_peer=to, random_id=chosen, **fields
        )
        return await self(query)

    async def history(self, peer: Any, **fields: int) -> list[Any]:
        """The newest messages of a dialog, or the page that the fields ask for."""
        answer = await self(_history(peer, **fields))
        messages: list[Any] = answer.messages
        return messages

    async def history_as_written(self, peer: Any) -> list[Any]:
        """The newest messages of a dialog in the definitions of the device's own layer."""
        body = await self.device.raw(encode(_history(peer), NEWEST))
        messages: list[Any] = decode_as_written(body).messages
        return messages

    async def dialogs(self, **fields: Any) -> Any:
        """The dialog list, or the page that the fields ask for."""
        asked = {"offset_date": 0, "offset_id": 0, "limit": 100, "hash": 0, **fields}
        peer = asked.pop("offset_peer", types.InputPeerEmpty())
        return await self(functions.messages.GetDialogs(offset_peer=peer, **asked))

    async def unread(self, other: "Talker") -> tuple[int, int]:
        """Read up to where, and how many are unread, in the dialog with somebody."""
        dialog = await self.dialog_with(self.to(other))
        return dialog.read_inbox_max_id, dialog.unread_count

    async def dialog_with(self, peer: Any) -> types.Dialog:
        asked = functions.messages.GetPeerDialogs(peers=[types.InputDialogPeer(peer=peer)])
        dialog: types.Dialog = (await self(asked)).dialogs[0]
        return dialog

    async def pts(self) -> int:
        """Where the mailbox stands."""
        state: types.updates.State = await self(functions.updates.GetState())
        return state.pts


def _history(peer: Any, **fields: int) -> functions.messages.GetHistory:
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    return functions.messages.GetHistory(
        peer=peer, **{**offsets, "limit": 100, "hash": 0, **fields}
    )


class People:
    """Ann, Ben and Cat, all listening and told of nothing yet."""

    def __init__(self, ann: Device, ben: Device, cat: Device) -> None:
        self.stage = ann.stage
        self.ann, self.ben, self.cat = Talker(ann, ANN), Talker(ben, BEN), Talker(cat, CAT)


async def three_people(stage: Stage) -> People:
    """Sign all of them up."""
    people = People(
        await stage.person(ANN, "Ann"),
        await stage.person(BEN, "Ben"),
        await stage.person(CAT, "Cat"),
    )
    for person in (people.ann, people.ben, people.cat):
        person.device.session.subscribe()
    return people


async def refusal(talker: Talker, query: Any) -> str:
    """What a call is refused with; AssertionError if it is answered."""
    try:
        await talker(query)
    except RpcError as refused:
        return refused.text
    raise AssertionError("it was answered")


async def freed(people: People, *, before: int = _LATER) -> int:
    """How many files go that nobody shows."""
    return await people.stage.store.free_files(unheld_before=before, at_most=10)


def sent_id(answer: types.Updates) -> int:
    """The id the sender's mailbox gave a message."""
    first = answer.updates[0]
    assert isinstance(first, types.UpdateMessageID)
    return first.id
