"""What every store gives a visitor of the web: public channels, page by page, and nothing else."""

import itertools

import pytest

from heliograph.domain import channel_membership, channel_names
from heliograph.domain.channels import Channel
from heliograph.domain.chats import Asker, peer_of
from heliograph.domain.extras import Extras
from heliograph.domain.peers import channel_peer
from heliograph.domain.public_pages import PublicPage, PublicQuery, shows_card
from heliograph.domain.telling import Told
from heliograph.domain.words import sought_in
from heliograph.ports.store import Store
from support.mailboxes import NOON, send

ID = 77
PEER = channel_peer(ID)
_random_ids = itertools.count(1_900_000)


def asker(account_id: int) -> Asker:
    return Asker(account_id=account_id, chat_id=ID, date=NOON, random_id=next(_random_ids))


async def rename(store: Store, account_id: int, username: str) -> None:
    who = asker(account_id)
    await store.change_channel(
        who,
        username=username,
        decide=lambda context: channel_names.claim(context, username),
    )


@pytest.fixture
async def ada(store: Store, people: list[int]) -> int:
    """She has made the channel @hikers, whose first message, 1, says so."""
    who = asker(people[0])
    record = Channel(
        id=ID, broadcast=True, title="Hikers", date=NOON, creator_id=people[0], members=1
    )
    told = Told(action="ChannelCreate", arguments=(("title", "Hikers"),))
    await store.create_channel(
        who, record=record, member=channel_membership.creator(who), told=told
    )
    await rename(store, people[0], "hikers")
    return people[0]


async def page(store: Store, name: str = "hikers", **asked: object) -> PublicPage | None:
    query = PublicQuery(**{"limit": 3, "scan_max": 100, "matches_max": 100, **asked})  # type: ignore[arg-type]
    return await store.public_posts(name, query, may_look=shows_card)


def ids(found: PublicPage | None) -> list[int]:
    assert found is not None
    return [one.id for one in found.posts]


async def write(store: Store, account_id: int, *texts: str) -> None:
    for text in texts:
        await send(store, account_id, PEER, text)


async def test_pages_lead_from_the_newest_back_and_forth_again(store: Store, ada: int) -> None:
    await write(store, ada, *"abcdefg")
    newest = await page(store)
    assert (ids(newest), newest.older, newest.newer) == ([6, 7, 8], True, False)
    middle = await page(store, before=6)
    assert (ids(middle), middle.older, middle.newer) == ([3, 4, 5], True, True)
    oldest = await page(store, before=3)
    assert (ids(oldest), oldest.older) == ([1, 2], False)
    back = await page(store, after=2)
    assert (ids(back), back.older, back.newer) == ([3, 4, 5], True, True)
    end = await page(store, after=5)
    assert (ids(end), end.newer) == ([6, 7, 8], False)
    assert ids(await page(store, after=8)) == []


async def test_a_page_ends_with_a_whole_album(store: Store, ada: int) -> None:
    await write(store, ada, "a")
    for _ in range(4):
        await send(store, ada, PEER, "p", extras=Extras(grouped_id=9))
    await write(store, ada, "b", "c")
    assert ids(await page(store)) == [3, 4, 5, 6, 7, 8]
    assert ids(await page(store, before=7, limit=1)) == [3, 4, 5, 6]
    assert ids(await page(store, after=2, limit=1)) == [3, 4, 5, 6]


async def test_a_post_comes_with_its_album_alone(store: Store, ada: int) -> None:
    await write(store, ada, "a")
    for _ in range(2):
        await send(store, ada, PEER, "p", extras=Extras(grouped_id=9))
    await write(store, ada, "b")

    async def post(message_id: int) -> list[int]:
        return ids(await store.public_post("hikers", message_id, may_look=shows_card))

    assert [await post(one) for one in (2, 3, 4, 5, 6)] == [[2], [3, 4], [3, 4], [5], []]


async def test_what_a_post_answers_and_who_is_named_comes_along(store: Store, ada: int) -> None:
    await write(store, ada, "question", "x", "y")
    await send(store, ada, PEER, "answer", reply_to_id=2)
    found = await page(store, limit=1)
    assert found is not None
    assert {key: one.text for key, one in found.answered.items()} == {2: "question"}
    assert PEER in [peer_of(one) for one in found.sees]


async def test_posts_are_found_by_their_words(store: Store, ada: int) -> None:
    await write(store, ada, "snow on the pass", "rain", "more snow", "snow again")
    found = await page(store, sought=sought_in("SNOW"), limit=2)
    assert (ids(found), found.older, found.newer) == ([4, 5], True, False)
    older = await page(store, sought=sought_in("snow"), limit=2, before=4)
    assert (ids(older), older.older, older.newer) == ([2], False, True)


async def test_a_name_is_found_in_any_case_and_only_while_it_is_one(
    store: Store, ada: int, people: list[int]
) -> None:
    await write(store, ada, "a")
    assert await page(store, "HIKERS") is not None
    await rename(store, ada, "climbers")
    assert await page(store) is None
    assert await page(store, "climbers") is not None
    await rename(store, ada, "")
    assert await page(store, "climbers") is None
    assert await store.public_post("climbers", 2, may_look=shows_card) is None
    assert await store.public_channel("climbers", may_look=shows_card) is None


async def test_a_person_is_no_channel(store: Store, ada: int, people: list[int]) -> None:
    await store.claim_username(people[1], "bobby", decide=lambda *_: "bobby")
    assert await page(store, "bobby") is None
    assert await store.public_channel("bobby", may_look=shows_card) is None


async def test_who_may_not_look_gets_nothing(store: Store, ada: int) -> None:
    await write(store, ada, "a")
    query = PublicQuery(limit=3, scan_max=100, matches_max=100)
    assert await store.public_posts("hikers", query, may_look=lambda _: False) is None
    assert await store.public_post("hikers", 2, may_look=lambda _: False) is None
    assert await store.public_channel("hikers", may_look=lambda _: False) is None
