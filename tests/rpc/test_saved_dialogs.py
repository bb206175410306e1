"""Saved Messages by where they were taken from.

https://core.telegram.org/api/saved-messages
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import make_community
from support.fakes import START
from support.stage import RpcError
from support.talk import People, Talker, sent_id

ME = types.InputPeerSelf()
# As apps know it: whoever forwarded messages hide.
HIDDEN_AUTHOR_ID = 2666000
HIDDEN = types.InputPeerUser(user_id=HIDDEN_AUTHOR_ID, access_hash=0)
INT_MAX = 2**31 - 1


async def _forward(talker: Talker, source: Any, *ids: int) -> None:
    await talker(
        functions.messages.ForwardMessages(
            from_peer=source,
            id=list(ids),
            random_id=[1_000_000 + talker.id % 1_000 + i for i in ids],
            to_peer=ME,
        )
    )


@pytest.fixture
async def kept(people: People) -> People:
    """Ann keeps a note (3), what Ben (4) and Cat, who hides, wrote (5), then a note (6)."""
    ann, ben, cat = people.ann, people.ben, people.cat
    await ben.send(ben.to(ann), "from Ben")
    await cat(
        functions.account.SetPrivacy(
            key=types.InputPrivacyKeyForwards(), rules=[types.InputPrivacyValueDisallowAll()]
        )
    )
    await cat.send(cat.to(ann), "from Cat")
    await ann.send(ME, "a note")
    await _forward(ann, ann.to(ben), 1)
    await _forward(ann, ann.to(cat), 2)
    await ann.send(ME, "another note")
    return people


async def _list(talker: Talker, **fields: Any) -> Any:
    asked = {"offset_date": 0, "offset_id": 0, "limit": 100, "hash": 0, **fields}
    query = functions.messages.GetSavedDialogs(offset_peer=types.InputPeerEmpty(), **asked)
    return await talker(query)


def _rows(answer: Any) -> list[tuple[int, int]]:
    return [(row.peer.user_id, row.top_message) for row in answer.dialogs]


async def test_what_was_saved_from_a_channel_is_opened_by_it(people: People) -> None:
    news = await make_community(people, broadcast=True)
    ben = news.ben
    post = sent_id(await news.ann.send(news.peer(news.ann), "news"))
    await _forward(ben, news.peer(ben), post)
    (row,) = (await _list(ben)).dialogs
    assert row.peer == types.PeerChannel(channel_id=news.id)
    place = news.peer(ben)
    assert await ben(
        functions.messages.ToggleSavedDialogPin(peer=types.InputDialogPeer(peer=place), pinned=True)
    )
    named = functions.messages.GetSavedDialogsByID(ids=[place])
    assert [one.pinned for one in (await ben(named)).dialogs] == [True]
    await ben(functions.channels.LeaveChannel(channel=news.named_by(ben)))
    assert await _history(ben, place) == [row.top_message]
    gone = functions.messages.DeleteSavedHistory(peer=place, max_id=0)
    assert (await ben(gone)).pts_count == 1
    assert await _history(ben, place) == []


async def _history(talker: Talker, peer: Any, **fields: Any) -> list[int]:
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    asked = {**offsets, "limit": 100, "hash": 0, **fields}
    answer = await talker(functions.messages.GetSavedHistory(peer=peer, **asked))
    return [message.id for message in answer.messages]


async def test_23_messages_are_filed_under_whom_they_were_taken_from(kept: People) -> None:
    """Android asks for the first page with the highest id, Desktop with 0."""
    ann, ben = kept.ann, kept.ben
    expected = [(ann.id, 6), (HIDDEN_AUTHOR_ID, 5), (ben.id, 4)]
    for offset_id in (0, INT_MAX):
        answer = await _list(ann, offset_id=offset_id)
        assert _rows(answer) == expected
        assert [message.id for message in answer.messages] == [6, 5, 4]
    page = await _list(ann, limit=1)
    assert isinstance(page, types.messages.SavedDialogsSlice)
    assert (page.count, _rows(page)) == (3, expected[:1])
    assert _rows(await _list(ann, offset_id=6)) == expected[1:]


async def test_a_history_holds_what_was_taken_from_one_peer(kept: People) -> None:
    ann, ben = kept.ann, kept.ben
    assert await _history(ann, ME) == [6, 3]
    assert await _history(ann, ann.to(ben)) == [4]
    assert await _history(ann, HIDDEN) == [5]
    assert await _history(ann, ME, offset_id=6) == [3]
    assert await _history(ann, ME, offset_id=4, add_offset=-1, limit=2) == [6, 3]
    assert await _history(ann, ME, limit=1) == [6]
    await _forward(ann, ann.to(ben), 1)
    assert await _history(ann, ann.to(ben), max_id=7) == [4]


async def test_a_page_of_no_messages_has_none(kept: People) -> None:
    ann = kept.ann
    assert await _history(ann, ME, offset_id=3, add_offset=-5, limit=5) == [6, 3]
    assert await _history(ann, ME, offset_id=3, add_offset=-5, limit=1) == [6]
    assert await _history(ann, ME, offset_id=3, add_offset=-5, limit=0) == []


async def test_a_deleted_message_is_no_longer_filed(kept: People) -> None:
    ann, ben = kept.ann, kept.ben
    await ann(functions.messages.DeleteMessages(id=[4]))
    assert await _history(ann, ann.to(ben)) == []
    assert ben.id not in [peer for peer, _ in _rows(await _list(ann))]


async def test_what_was_taken_from_one_peer_goes_at_once(kept: People) -> None:
    ann, ben = kept.ann, kept.ben
    gone = await ann(functions.messages.DeleteSavedHistory(peer=ME, max_id=0))
    assert (gone.pts_count, gone.offset) == (2, 0)
    assert await _history(ann, ME) == []
    assert await _history(ann, ann.to(ben)) == [4]
    none = await ann(
        functions.messages.DeleteSavedHistory(
            peer=ann.to(ben), max_id=0, min_date=START + 1, max_date=START + 2
        )
    )
    assert none.pts_count == 0
    await ann(functions.messages.DeleteSavedHistory(peer=HIDDEN, max_id=5))
    assert _rows(await _list(ann)) == [(ben.id, 4)]


async def test_pins_head_the_list_and_are_told(kept: People) -> None:
    ann, ben = kept.ann, kept.ben
    sibling = ann.sibling()
    peer = types.InputDialogPeer(peer=ann.to(ben))
    assert await ann(functions.messages.ToggleSavedDialogPin(pinned=True, peer=peer))
    told = types.UpdatePinnedSavedDialogs(
        order=[types.DialogPeer(peer=types.PeerUser(user_id=ben.id))]
    )
    assert sibling.pushed() == [told]
    assert [peer for peer, _ in _rows(await _list(ann))] == [ben.id, ann.id, HIDDEN_AUTHOR_ID]
    assert ben.id not in [peer for peer, _ in _rows(await _list(ann, exclude_pinned=True))]
    pinned = await ann(functions.messages.GetPinnedSavedDialogs())
    assert [(row.peer.user_id, row.pinned) for row in pinned.dialogs] == [(ben.id, True)]
    order = [types.InputDialogPeer(peer=HIDDEN), peer]
    assert await ann(functions.messages.ReorderPinnedSavedDialogs(force=True, order=order))
    pinned = await ann(functions.messages.GetPinnedSavedDialogs())
    assert [row.peer.user_id for row in pinned.dialogs] == [HIDDEN_AUTHOR_ID, ben.id]
    missed = await ann(functions.updates.GetDifference(pts=7, date=START, qts=0))
    (update,) = [u for u in missed.other_updates if isinstance(u, types.UpdatePinnedSavedDialogs)]
    assert [at.peer.user_id for at in update.order] == [HIDDEN_AUTHOR_ID, ben.id]


async def test_what_nothing_was_taken_from_cannot_be_pinned(kept: People) -> None:
    ann, cat = kept.ann, kept.cat
    peer = types.InputDialogPeer(peer=ann.to(cat))
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await ann(functions.messages.ToggleSavedDialogPin(pinned=True, peer=peer))


async def test_saved_dialogs_are_found_by_their_peers(kept: People) -> None:
    ann, ben, cat = kept.ann, kept.ben, kept.cat
    query = functions.messages.GetSavedDialogsByID(ids=[ann.to(ben), ann.to(cat), HIDDEN])
    assert _rows(await ann(query)) == [(ben.id, 4), (HIDDEN_AUTHOR_ID, 5)]


async def test_what_was_saved_of_a_peer_is_searched_by_itself(kept: People) -> None:
    ann, ben = kept.ann, kept.ben
    numbers = ("min_date", "max_date", "offset_id", "add_offset", "max_id", "min_id", "hash")

    async def found(text: str, saved: Any, peer: Any = ME) -> list[int]:
        query = functions.messages.Search(
            peer=peer,
            saved_peer_id=saved,
            q=text,
            filter=types.InputMessagesFilterEmpty(),
            limit=20,
            **dict.fromkeys(numbers, 0),
        )
        return [message.id for message in (await ann(query)).messages]

    for _ in range(2):
        assert await found("from", ann.to(ben)) == [4]
        assert await found("from", HIDDEN) == [5]
        assert await found("note", ME) == [6, 3]
        assert await found("", ME) == [6, 3]
        assert await found("from", ME) == []
        assert await found("from", ann.to(ben), peer=ann.to(ben)) == []
        await ann.device.stage.service.app.store.index_messages(at_most=100)


async def test_23_what_happened_among_ones_notes_is_filed_there_as_well(people: People) -> None:
    """Apps drop what has no `saved_peer_id`."""
    ann = people.ann
    await ann.send(ME, "a note")
    await ann(functions.messages.DeleteHistory(peer=ME, max_id=0, just_clear=True))
    (mark, *_) = await ann.history(ME, limit=1)
    assert isinstance(mark, types.MessageService)
    assert mark.saved_peer_id == types.PeerUser(user_id=ann.id)
