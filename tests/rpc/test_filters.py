"""Views of the dialog list that people make.

https://core.telegram.org/api/folders
"""

from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.tl import functions, types
from support.communities import make_community
from support.fakes import START
from support.stage import RpcError
from support.talk import People, Talker

ALL = types.DialogFilterDefault()
STRANGER = types.InputPeerUser(user_id=5, access_hash=6)


def _view(filter_id: int, title: str = "Work", **fields: Any) -> types.DialogFilter:
    text = types.TextWithEntities(text=title, entities=[])
    lists: dict[str, Any] = {"pinned_peers": [], "include_peers": [], "exclude_peers": []}
    return types.DialogFilter(id=filter_id, title=text, **{**lists, **fields})


async def _save(talker: Talker, view: types.DialogFilter) -> None:
    assert await talker(functions.messages.UpdateDialogFilter(id=view.id, filter=view))


async def _kept(talker: Talker) -> list[Any]:
    answer = await talker(functions.messages.GetDialogFilters())
    found: list[Any] = answer.filters
    return found


@pytest.mark.parametrize("broadcast", [True, False])
async def test_a_view_holds_channels_also_those_that_one_is_out_of(
    people: People, broadcast: bool
) -> None:
    place = await make_community(people, broadcast=broadcast)
    ben = place.ben
    asked = _view(2, include_peers=[place.peer(ben)], pinned_peers=[ben.to(place.ann)])
    await _save(ben, asked)
    assert await _kept(ben) == [ALL, asked]
    await ben(functions.channels.LeaveChannel(channel=place.named_by(ben)))
    left_out = _view(2, contacts=True, exclude_peers=[place.peer(ben)])
    await _save(ben, left_out)
    assert await _kept(ben) == [ALL, left_out]
    wrong = types.InputPeerChannel(channel_id=place.id, access_hash=5)
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await _save(ben, _view(2, include_peers=[wrong]))


async def test_a_view_is_kept_whole(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    assert await _kept(ann) == [ALL]
    sibling = ann.sibling()
    asked = _view(
        2,
        emoticon="💼",
        color=3,
        contacts=True,
        exclude_read=True,
        pinned_peers=[ann.to(ben)],
        include_peers=[ann.to(ann)],
        exclude_peers=[ann.to(cat)],
    )
    await _save(ann, asked)
    assert await _kept(ann) == [ALL, asked]
    assert sibling.pushed() == [types.UpdateDialogFilters()]
    await _save(ann, asked)
    assert sibling.pushed() == []
    other = _view(2, "Play", bots=True)
    await _save(ann, other)
    assert await _kept(ann) == [ALL, other]
    assert await ann(functions.messages.UpdateDialogFilter(id=2))
    assert await _kept(ann) == [ALL]
    assert await _kept(ben) == [ALL]


async def test_views_stand_in_the_order_asked_for_that_of_everything_among_them(
    people: People,
) -> None:
    ann = people.ann
    two, three = _view(2, contacts=True), _view(3, groups=True)
    await _save(ann, two)
    await _save(ann, three)
    assert await ann(functions.messages.UpdateDialogFiltersOrder(order=[3, 0]))
    assert await _kept(ann) == [three, ALL, two]
    with pytest.raises(RpcError, match="FILTER_ID_INVALID"):
        await ann(functions.messages.UpdateDialogFiltersOrder(order=[4]))
    assert await ann(functions.messages.UpdateDialogFilter(id=0))
    assert ALL in await _kept(ann)


async def test_tags_are_shown_on_all_devices(people: People) -> None:
    ann = people.ann
    sibling = ann.sibling()
    assert await ann(functions.messages.ToggleDialogFilterTags(enabled=True))
    assert (await ann(functions.messages.GetDialogFilters())).tags_enabled
    assert sibling.pushed() == [types.UpdateDialogFilters()]


async def test_who_was_away_asks_for_views_again(people: People) -> None:
    ann = people.ann
    await _save(ann, _view(2, contacts=True))
    found = await ann(functions.updates.GetDifference(pts=1, date=START, qts=0))
    assert found.other_updates == [types.UpdateDialogFilters()]


@pytest.mark.parametrize(
    ("view", "token"),
    [
        (_view(1, contacts=True), "FILTER_ID_INVALID"),
        (_view(256, contacts=True), "FILTER_ID_INVALID"),
        (_view(2, " ", contacts=True), "FILTER_TITLE_EMPTY"),
        (_view(2, "x" * 13, contacts=True), "MESSAGE_TOO_LONG"),
        (_view(2), "FILTER_INCLUDE_EMPTY"),
        (_view(2, exclude_muted=True), "FILTER_INCLUDE_EMPTY"),
        (
            _view(2, include_peers=[types.InputPeerUser(user_id=5, access_hash=6)]),
            "PEER_ID_INVALID",
        ),
        (_view(2, include_peers=[types.InputPeerSelf()] * 101), "LIMIT_INVALID"),
    ],
)
async def test_a_view_that_shows_nothing_is_refused(
    people: People, view: types.DialogFilter, token: str
) -> None:
    with pytest.raises(RpcError, match=token):
        await _save(people.ann, view)
    assert await _kept(people.ann) == [ALL]


async def test_more_views_than_there_is_room_for_are_refused(people: People) -> None:
    ann = people.ann
    people.stage.service.limits = Limits(dialog_filters_max=1)
    await _save(ann, _view(2, contacts=True))
    with pytest.raises(RpcError, match="FILTER_ID_INVALID"):
        await _save(ann, _view(3, contacts=True))
    await _save(ann, _view(2, bots=True))


async def test_views_are_suggested_until_there_are_such(people: People) -> None:
    ann = people.ann
    asked = functions.messages.GetSuggestedDialogFilters()
    unread, personal = await ann(asked)
    assert (unread.filter.title.text, unread.description) == ("Unread", "Chats with new messages.")
    assert (unread.filter.exclude_read, unread.filter.groups) == (True, True)
    assert (personal.filter.contacts, personal.filter.groups) == (True, False)
    # TDLib takes nothing with an id that none may have.
    assert [one.filter.id for one in (unread, personal)] == [2, 3]
    # Under another name and color it is one all the same.
    personal.filter.title.text, personal.filter.color = "People", 3
    await _save(ann, personal.filter)
    assert [one.filter.title.text for one in await ann(asked)] == ["Unread"]
    await _save(ann, (await ann(asked))[0].filter)
    assert await ann(asked) == []
