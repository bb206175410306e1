"""What pages show of posts of which decisions hold something, and to whom."""

from typing import Any

import pytest

from heliograph.domain.peers import channel_peer
from heliograph.domain.public_pages import PreviewRules
from heliograph.safety.decisions import Decision, MeasureKind
from heliograph.safety.subjects import SubjectKind
from support.channels import Place, make_place
from support.deciding import Bench
from support.talk import People, sent_id
from support.uploads import document, upload
from support.visitor import BASE, Visitor

WORDS = "cheap gold for everybody"
ORDER: dict[str, Any] = {"countries": ("DE", "FR"), "orderer": "Amtsgericht Köln"}


@pytest.fixture
def bench(people: People) -> Bench:
    return Bench(people)


@pytest.fixture
async def place(people: People) -> Place:
    """The channel @hikers, of Ann's."""
    return await make_place(people, broadcast=True)


async def post(place: Place) -> int:
    return sent_id(await place.ann.send(place.peer(place.ann), WORDS))


async def decide(
    bench: Bench, place: Place, post_id: int, *measures: MeasureKind, **fields: Any
) -> Decision:
    peer_id = channel_peer(place.id)
    return await bench.decide(SubjectKind.MESSAGE, peer_id, *measures, item_id=post_id, **fields)


async def test_what_is_hidden_is_nowhere_on_the_pages(
    bench: Bench, place: Place, visitor: Visitor
) -> None:
    post_id = await post(place)
    made = await decide(bench, place, post_id, MeasureKind.HIDE)
    assert (await visitor.get(f"/hikers/{post_id}")).status == 404
    for address in ("/s/hikers", "/s/hikers/rss", "/s/hikers?q=gold"):
        got = await visitor.get(address)
        assert WORDS not in got.text
        assert f"/hikers/{post_id}" not in got.text
    await bench.take_back(made)
    assert WORDS in (await visitor.get(f"/hikers/{post_id}")).text


async def test_what_is_blocked_somewhere_asks_where_the_visitor_is(
    bench: Bench, place: Place, visitor: Visitor
) -> None:
    post_id = await post(place)
    before = (await visitor.get("/s/hikers/rss")).text
    assert f"{BASE}/hikers/{post_id}</guid>" in before
    made = await decide(bench, place, post_id, MeasureKind.GEO_BLOCK, **ORDER)
    got = await visitor.get(f"/hikers/{post_id}")
    assert got.status == 451
    assert got.headers["link"].endswith('rel="blocked-by"')
    for part in ("DE, FR", "Amtsgericht Köln", made.puid, "/notice"):
        assert part in got.text
    assert WORDS not in got.text
    assert "DE, FR" in (await visitor.get("/s/hikers")).text
    assert WORDS not in (await visitor.get("/s/hikers")).text
    assert f"/hikers/{post_id}" not in (await visitor.get("/s/hikers/rss")).text
    there = await visitor.get(f"/hikers/{post_id}?elsewhere=1")
    assert there.status == 200
    assert WORDS in there.text
    await bench.take_back(made)
    assert (await visitor.get("/s/hikers/rss")).text == before


async def test_a_file_is_shown_with_its_post_alone(
    bench: Bench, place: Place, visitor: Visitor
) -> None:
    file = await upload(place.ann, b"secret plans", name="plans")
    sent = await place.ann.send_media(place.peer(place.ann), document(file))
    post_id = sent_id(sent)
    address = file_address((await visitor.get(f"/hikers/{post_id}")).text)
    made = await decide(bench, place, post_id, MeasureKind.GEO_BLOCK, **ORDER)
    assert (await visitor.get(address)).status == 451
    there = (await visitor.get(f"/hikers/{post_id}?elsewhere=1")).text
    assert f"{address}?elsewhere=1" in there
    assert (await visitor.get(f"{address}?elsewhere=1")).body == b"secret plans"
    await bench.take_back(made)
    gate = await decide(bench, place, post_id, MeasureKind.AGE_GATE)
    assert (await visitor.get(address)).status == 404
    assert (await visitor.get(f"{address}?warned=1")).body == b"secret plans"
    await bench.take_back(gate)
    await decide(bench, place, post_id, MeasureKind.HIDE)
    for said in ("", "?elsewhere=1", "?warned=1"):
        assert (await visitor.get(address + said)).status == 404


def file_address(text: str) -> str:
    return next(part for part in text.split('"') if part.endswith("/file"))


async def test_what_is_not_for_everybody_is_shown_after_asking(
    bench: Bench, place: Place, visitor: Visitor
) -> None:
    post_id = await post(place)
    await decide(bench, place, post_id, MeasureKind.AGE_GATE)
    got = await visitor.get(f"/hikers/{post_id}")
    assert (got.status, WORDS in got.text) == (200, False)
    assert f"/hikers/{post_id}?warned=1" in got.text
    for address in ("/s/hikers", "/s/hikers/rss"):
        assert WORDS not in (await visitor.get(address)).text
    assert WORDS in (await visitor.get(f"/hikers/{post_id}?warned=1")).text


async def test_a_label_stands_below_the_words(bench: Bench, place: Place, visitor: Visitor) -> None:
    post_id = await post(place)
    await decide(bench, place, post_id, MeasureKind.LABEL, label="Experts <disagree>.")
    for address in (f"/hikers/{post_id}", "/s/hikers"):
        text = (await visitor.get(address)).text
        assert WORDS in text
        assert "Experts &lt;disagree&gt;." in text


async def test_what_is_demoted_is_kept_by_no_search_engine(
    people: People, bench: Bench, place: Place
) -> None:
    visitor = Visitor(people.stage, rules=PreviewRules(channels=True, groups=True, indexed=True))
    post_id = await post(place)
    addresses = (f"/hikers/{post_id}", "/s/hikers")
    for address in addresses:
        assert "x-robots-tag" not in (await visitor.get(address)).headers
    await decide(bench, place, post_id, MeasureKind.DEMOTE)
    for address in addresses:
        got = await visitor.get(address)
        assert WORDS in got.text
        assert got.headers["x-robots-tag"] == "noindex, noarchive"
        assert '<meta name="robots" content="noindex, noarchive">' in got.text
    assert WORDS not in (await visitor.get("/s/hikers?q=gold")).text


async def test_a_channel_is_hidden_blocked_or_asks_as_its_posts_do(
    bench: Bench, place: Place, visitor: Visitor
) -> None:
    post_id = await post(place)
    addresses = ("/hikers", "/s/hikers", "/s/hikers/rss", f"/hikers/{post_id}")
    before = {address: (await visitor.get(address)).text for address in addresses}

    async def statuses(said: str = "") -> set[int]:
        return {(await visitor.get(address + said)).status for address in addresses}

    async def whole(*measures: MeasureKind, **fields: Any) -> Decision:
        return await bench.decide(SubjectKind.CHANNEL, channel_peer(place.id), *measures, **fields)

    made = await whole(MeasureKind.HIDE)
    assert await statuses() == await statuses("?elsewhere=1&warned=1") == {404}
    await bench.take_back(made)
    made = await whole(MeasureKind.GEO_BLOCK, **ORDER)
    assert await statuses() == {451}
    got = await visitor.get("/s/hikers")
    assert "Amtsgericht Köln" in got.text
    assert "/s/hikers?elsewhere=1" in got.text
    assert await statuses("?elsewhere=1") == {200}
    there = (await visitor.get("/s/hikers?elsewhere=1")).text
    assert WORDS in there
    assert f"/hikers/{post_id}?elsewhere=1" in there
    await bench.take_back(made)
    made = await whole(MeasureKind.AGE_GATE)
    for address in addresses:
        assert WORDS not in (await visitor.get(address)).text
    assert WORDS in (await visitor.get("/s/hikers?warned=1")).text
    await bench.take_back(made)
    assert {address: (await visitor.get(address)).text for address in addresses} == before
