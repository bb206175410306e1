"""What people arrange in their dialog lists: pins, the archive, marks.

https://core.telegram.org/api/folders
"""

from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.tl import functions, types
from support.fakes import START
from support.stage import RpcError
from support.talk import People, Talker

ARCHIVE, MAIN = 1, 0
FOREVER = 2**31 - 1


def _dialog(talker: Talker, other: Talker) -> types.InputDialogPeer:
    return types.InputDialogPeer(peer=talker.to(other))


async def _pin(talker: Talker, other: Talker, *, pinned: bool = True) -> bool:
    query = functions.messages.ToggleDialogPin(pinned=pinned, peer=_dialog(talker, other))
    answer: bool = await talker(query)
    return answer


async def _move(talker: Talker, *others: Talker, folder_id: int = ARCHIVE) -> Any:
    places = [types.InputFolderPeer(peer=talker.to(o), folder_id=folder_id) for o in others]
    return await talker(functions.folders.EditPeerFolders(folder_peers=places))


async def _order(talker: Talker, **fields: Any) -> list[int]:
    found = (await talker.dialogs(**fields)).dialogs
    return [d.peer.user_id for d in found if isinstance(d, types.Dialog)]


async def _pinned(talker: Talker, folder_id: int = MAIN) -> Any:
    return await talker(functions.messages.GetPinnedDialogs(folder_id=folder_id))


@pytest.fixture
async def written(people: People) -> People:
    """Ben and Cat wrote to Ann, Cat last."""
    await people.ben.send(people.ben.to(people.ann), "one")
    await people.cat.send(people.cat.to(people.ann), "two")
    return people


async def test_a_pinned_dialog_heads_the_first_page_alone(written: People) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    assert await _pin(ann, ben)
    assert await _order(ann) == [ben.id, cat.id]
    assert await _order(ann, exclude_pinned=True) == [cat.id]
    assert await _order(ann, offset_id=3) == [cat.id]
    (row,) = (await _pinned(ann)).dialogs
    assert (row.peer.user_id, row.pinned) == (ben.id, True)
    await _pin(ann, ben, pinned=False)
    assert await _order(ann) == [cat.id, ben.id]
    assert (await _pinned(ann)).dialogs == []


async def test_the_latest_pin_stands_first_and_other_devices_hear_of_it(
    written: People,
) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    sibling = ann.sibling()
    await _pin(ann, cat)
    await _pin(ann, ben)
    await _pin(ann, ben)
    assert await _order(ann) == [ben.id, cat.id]
    told = [
        types.UpdateDialogPinned(
            pinned=True, peer=types.DialogPeer(peer=types.PeerUser(user_id=other.id))
        )
        for other in (cat, ben)
    ]
    assert sibling.pushed() == told
    assert ann.pushed()[2:] == []


async def test_the_order_of_pins_is_what_was_asked_for(written: People) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    await _pin(ann, ben)
    await _pin(ann, cat)

    async def reorder(*others: Talker, force: bool) -> list[int]:
        order: list[Any] = [types.InputDialogPeerFolder(folder_id=1)]
        order += [_dialog(ann, other) for other in others]
        await ann(functions.messages.ReorderPinnedDialogs(force=force, folder_id=MAIN, order=order))
        return [d.peer.user_id for d in (await _pinned(ann)).dialogs]

    assert await reorder(ben, cat, force=True) == [ben.id, cat.id]
    assert await reorder(cat, force=False) == [cat.id, ben.id]
    assert await reorder(cat, force=True) == [cat.id]


async def test_other_devices_hear_of_the_order_of_a_folder(written: People) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    await _move(ann, ben, cat)
    await _pin(ann, ben)
    sibling = ann.sibling()
    ann.pushed()
    await _pin(ann, cat)
    order = [_dialog(ann, other) for other in (ben, cat)]
    await ann(functions.messages.ReorderPinnedDialogs(folder_id=ARCHIVE, order=order))
    pinned, reordered = sibling.pushed()
    told = [types.DialogPeer(peer=types.PeerUser(user_id=other.id)) for other in (ben, cat)]
    assert pinned == types.UpdateDialogPinned(pinned=True, folder_id=ARCHIVE, peer=told[1])
    assert reordered == types.UpdatePinnedDialogs(folder_id=ARCHIVE, order=told)
    assert ann.pushed() == []


async def test_a_page_may_end_among_the_pinned(written: People) -> None:
    """Telethon asks for pages behind the last dialog it was shown, pinned or not."""
    ann, ben, cat = written.ann, written.ben, written.cat
    await ann.send(types.InputPeerSelf(), "the newest")
    for other in (cat, ben):
        await _pin(ann, other)
    assert await _order(ann) == [ben.id, cat.id, ann.id]
    seen, offset_id = [], 0
    for _ in range(4):
        page = (await ann.dialogs(limit=1, offset_id=offset_id)).dialogs
        seen += [dialog.peer.user_id for dialog in page]
        offset_id = page[0].top_message if page else offset_id
    assert seen == [ben.id, cat.id, ann.id]


async def test_18_more_pins_than_there_is_room_for_are_refused(written: People) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    written.stage.service.limits = Limits(pinned_dialogs_max=1)
    await _pin(ann, ben)
    with pytest.raises(RpcError, match="PINNED_DIALOGS_TOO_MUCH"):
        await _pin(ann, cat)
    order = [_dialog(ann, cat), _dialog(ann, ben)]
    with pytest.raises(RpcError, match="PINNED_DIALOGS_TOO_MUCH"):
        await ann(functions.messages.ReorderPinnedDialogs(force=True, folder_id=MAIN, order=order))
    assert await _order(ann) == [ben.id, cat.id]


async def test_18_the_archive_has_room_of_its_own(written: People) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    await _move(ann, ben, cat)
    written.stage.service.limits = Limits(pinned_dialogs_max=1, pinned_archived_dialogs_max=2)
    for other in (ben, cat):
        assert await _pin(ann, other)
    written.stage.service.limits = Limits(pinned_dialogs_max=2, pinned_archived_dialogs_max=1)
    order = [_dialog(ann, cat), _dialog(ann, ben)]
    reorder = functions.messages.ReorderPinnedDialogs(force=True, folder_id=ARCHIVE, order=order)
    with pytest.raises(RpcError, match="PINNED_DIALOGS_TOO_MUCH"):
        await ann(reorder)


async def test_a_dialog_without_messages_cannot_be_pinned(people: People) -> None:
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await _pin(people.ann, people.ben)


async def test_16_the_archive_has_a_row_in_the_first_page_and_among_the_pinned(
    written: People,
) -> None:
    """Desktop learns of the archive only from the one, Android only from the other."""
    ann, ben, cat = written.ann, written.ben, written.cat
    assert (await ann.dialogs(folder_id=MAIN)).dialogs[0].peer.user_id == cat.id
    await _move(ann, cat)
    first = await ann.dialogs(folder_id=MAIN, exclude_pinned=True)
    pinned = await _pinned(ann)
    for answer in (first, pinned):
        row = answer.dialogs[0]
        assert isinstance(row, types.DialogFolder)
        assert (row.folder.id, row.peer.user_id, row.top_message) == (ARCHIVE, cat.id, 2)
        assert (row.unread_unmuted_peers_count, row.unread_unmuted_messages_count) == (1, 1)
        assert 2 in [message.id for message in answer.messages]
        assert cat.id in [user.id for user in answer.users]
    assert await _order(ann, folder_id=MAIN) == [ben.id]
    assert await _order(ann, folder_id=ARCHIVE) == [cat.id]
    assert await _order(ann) == [cat.id, ben.id]
    # Telethon, which alone asks for both in one, would take the row for a dialog.
    together = await ann.dialogs(folder_id=MAIN)
    assert all(isinstance(dialog, types.Dialog) for dialog in together.dialogs)
    later = await ann.dialogs(folder_id=MAIN, exclude_pinned=True, offset_id=1)
    assert later.dialogs == []
    named = await ann(
        functions.messages.GetPeerDialogs(peers=[types.InputDialogPeerFolder(folder_id=ARCHIVE)])
    )
    assert isinstance(named.dialogs[0], types.DialogFolder)


async def test_profile_page_says_where_the_dialog_is(written: People) -> None:
    """TDLib moves a dialog to the folder that the page names."""
    ann, cat = written.ann, written.cat

    async def folder() -> int | None:
        page = await ann(
            functions.users.GetFullUser(
                id=types.InputUser(user_id=cat.id, access_hash=ann.to(cat).access_hash)
            )
        )
        found: int | None = page.full_user.folder_id
        return found

    assert await folder() is None
    await _move(ann, cat)
    assert await folder() == ARCHIVE


async def test_muted_dialogs_are_counted_apart_in_the_row_of_the_archive(
    written: People,
) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    await _mute(ann, ben)
    await _move(ann, ben, cat)
    row = (await _pinned(ann)).dialogs[0]
    assert (row.unread_muted_peers_count, row.unread_muted_messages_count) == (1, 1)
    assert (row.unread_unmuted_peers_count, row.unread_unmuted_messages_count) == (1, 1)


async def _mute(talker: Talker, other: Talker) -> None:
    await talker(
        functions.account.UpdateNotifySettings(
            peer=types.InputNotifyPeer(peer=talker.to(other)),
            settings=types.InputPeerNotifySettings(mute_until=FOREVER),
        )
    )


async def test_moving_takes_a_pts_and_18_unpins(written: People) -> None:
    ann, ben = written.ann, written.ben
    sibling = ann.sibling()
    await _pin(ann, ben)
    sibling.pushed()
    answer = await _move(ann, ben)
    (moved,) = answer.updates
    assert isinstance(moved, types.UpdateFolderPeers)
    assert (moved.pts, moved.pts_count) == (4, 1)
    assert sibling.pushed() == [moved]
    assert (await _move(ann, ben)).updates == []
    (row,) = (await ann.dialogs(folder_id=ARCHIVE)).dialogs
    assert (row.pinned, row.folder_id) == (False, ARCHIVE)
    await _pin(ann, ben)
    await _move(ann, ben, folder_id=MAIN)
    assert (await _pinned(ann, ARCHIVE)).dialogs == (await _pinned(ann)).dialogs == []


async def test_who_was_away_hears_where_dialogs_lie_by_now(written: People) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    await _move(ann, ben, cat)
    await _move(ann, cat, folder_id=MAIN)
    asked = functions.updates.GetDifference(pts=3, date=START, qts=0)
    found = await ann(asked)
    moves = [u for u in found.other_updates if isinstance(u, types.UpdateFolderPeers)]
    assert [(u.pts, u.pts_count) for u in moves] == [(4, 0), (5, 0)]
    places = {place.peer.user_id: place.folder_id for u in moves for place in u.folder_peers}
    assert places == {ben.id: ARCHIVE, cat.id: MAIN}


async def test_folders_that_are_not_there_are_refused(written: People) -> None:
    ann, ben = written.ann, written.ben
    with pytest.raises(RpcError, match="FOLDER_ID_INVALID"):
        await _move(ann, ben, folder_id=2)
    with pytest.raises(RpcError, match="FOLDER_ID_EMPTY"):
        await _move(ann)
    with pytest.raises(RpcError, match="FOLDER_ID_INVALID"):
        await ann.dialogs(folder_id=2)
    with pytest.raises(RpcError, match="FOLDER_ID_INVALID"):
        await _pinned(ann, 2)


async def test_a_message_brings_its_dialog_back_unless_that_is_muted(written: People) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    await _mute(ann, cat)
    await _move(ann, ben, cat)
    sibling = ann.sibling()
    sibling.pushed()
    await cat.send(cat.to(ann), "quiet")
    assert [type(u).__name__ for u in sibling.pushed()] == ["UpdateNewMessage"]
    await ben.send(ben.to(ann), "loud")
    arrived, moved = sibling.pushed()
    assert (arrived.pts + 1, moved.pts) == (moved.pts, arrived.pts + 1)
    assert moved.folder_peers == [
        types.FolderPeer(peer=types.PeerUser(user_id=ben.id), folder_id=MAIN)
    ]
    assert await _order(ann, folder_id=MAIN) == [ben.id]
    assert await _order(ann, folder_id=ARCHIVE) == [cat.id]


async def test_what_one_writes_oneself_stays_in_the_archive(written: People) -> None:
    ann, ben = written.ann, written.ben
    await _move(ann, ben)
    await ann.send(ann.to(ben), "still there")
    assert await _order(ann, folder_id=ARCHIVE) == [ben.id]


async def test_an_unread_mark_stays_until_the_dialog_is_read(written: People) -> None:
    ann, ben = written.ann, written.ben
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=0))
    sibling = ann.sibling()
    mark = functions.messages.MarkDialogUnread(unread=True, peer=_dialog(ann, ben))
    assert await ann(mark)
    assert await ann(mark)
    peer = types.DialogPeer(peer=types.PeerUser(user_id=ben.id))
    assert sibling.pushed() == [types.UpdateDialogUnreadMark(unread=True, peer=peer)]
    assert await ann(functions.messages.GetDialogUnreadMarks()) == [peer]
    assert {d.peer.user_id: d.unread_mark for d in (await ann.dialogs()).dialogs}[ben.id]
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=0))
    assert sibling.pushed() == [types.UpdateDialogUnreadMark(peer=peer)]
    assert await ann(functions.messages.GetDialogUnreadMarks()) == []


async def test_22_reading_new_messages_ends_the_mark_as_well(written: People) -> None:
    ann, ben = written.ann, written.ben
    await ann(functions.messages.MarkDialogUnread(unread=True, peer=_dialog(ann, ben)))
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=1))
    assert await ann(functions.messages.GetDialogUnreadMarks()) == []


async def test_who_was_away_hears_of_pins_and_marks(written: People) -> None:
    ann, ben, cat = written.ann, written.ben, written.cat
    await _pin(ann, cat)
    await _pin(ann, ben)
    await _pin(ann, cat, pinned=False)
    await ann(functions.messages.MarkDialogUnread(unread=True, peer=_dialog(ann, ben)))
    found = await ann(functions.updates.GetDifference(pts=3, date=START, qts=0))
    peer = types.DialogPeer(peer=types.PeerUser(user_id=ben.id))
    assert found.other_updates == [
        types.UpdatePinnedDialogs(order=[peer]),
        types.UpdateDialogUnreadMark(unread=True, peer=peer),
    ]


async def test_the_row_of_a_folder_is_pinned_whatever_is_asked(people: People) -> None:
    ann = people.ann
    row = types.InputDialogPeerFolder(folder_id=ARCHIVE)
    assert await ann(functions.messages.ToggleDialogPin(pinned=False, peer=row))
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await ann(functions.messages.MarkDialogUnread(unread=True, peer=row))


@pytest.mark.parametrize(
    ("reading", "query"),
    [
        ("dialogs", functions.messages.GetDialogs),
        ("dialogs_of", functions.messages.GetPeerDialogs),
        ("pinned_dialogs", functions.messages.GetPinnedDialogs),
    ],
)
async def test_no_list_is_older_than_what_was_pushed_before_it(
    written: People, monkeypatch: pytest.MonkeyPatch, reading: str, query: Any
) -> None:
    """A client takes what comes later for the newer: TDLib showed drafts that were gone."""
    ann, ben = written.ann, written.ben
    await _pin(ann, ben)
    sibling = ann.sibling()
    await sibling(functions.messages.SaveDraft(peer=ann.to(ben), message="gone by then"))
    store = written.stage.service.app.store
    read = getattr(store, reading)

    async def overtaken(*given: Any, **named: Any) -> Any:
        found = await read(*given, **named)
        # Nothing is left to clear the second time, so that nothing is pushed.
        await sibling(functions.messages.SaveDraft(peer=ann.to(ben), message=""))
        return found

    monkeypatch.setattr(store, reading, overtaken)
    if query is functions.messages.GetDialogs:
        found = await ann.dialogs()
    elif query is functions.messages.GetPinnedDialogs:
        found = await ann(query(folder_id=MAIN))
    else:
        found = await ann(query(peers=[_dialog(ann, ben)]))
    (dialog,) = [one for one in found.dialogs if one.peer.user_id == ben.id]
    assert not getattr(dialog.draft, "message", "")
