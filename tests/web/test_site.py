"""The public pages over a real store: what a visitor is shown, and what nobody is."""

import re
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.chats import asker
from heliograph.config import Limits
from heliograph.domain.channels import ChannelDecision
from heliograph.domain.peers import channel_peer
from heliograph.domain.public_pages import PreviewRules
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.deciding import Bench
from support.stage import Stage
from support.talk import People
from support.uploads import document, upload
from support.visitor import BASE, Got, Visitor

HOSTILE = "<script>alert(1)</script> & \"quoted\" <img src=x onerror='alert(2)'>"


@pytest.fixture
async def place(people: People) -> Place:
    """The channel @hikers, of Ann's."""
    return await make_place(people, broadcast=True)


async def post(place: Place, text: str, **fields: Any) -> int:
    """Ann posts; gives the post's id."""
    answer = await place.ann.send(place.peer(place.ann), text, **fields)
    return next(one.message.id for one in answer.updates if hasattr(one, "message"))


async def post_file(place: Place, content: bytes, **fields: Any) -> int:
    file = await upload(place.ann, content, name="sent")
    answer = await place.ann.send_media(place.peer(place.ann), document(file, **fields))
    return next(one.message.id for one in answer.updates if hasattr(one, "message"))


async def protect(place: Place) -> None:
    asked = functions.messages.ToggleNoForwards(peer=place.peer(place.ann), enabled=True)
    await place.ann(asked)


async def rename(place: Place, username: str) -> None:
    channel = place.channel(place.ann)
    await place.ann(functions.channels.UpdateUsername(channel=channel, username=username))


def file_address(got: Got) -> str:
    """The address of the first whole file in a page."""
    found = re.search(r'"(/s/hikers/\d+/\d+/file)"', got.text)
    assert found is not None
    return found.group(1)


async def test_a_channel_is_introduced_and_read(place: Place, visitor: Visitor) -> None:
    await post(place, "first words")
    card = await visitor.get("/hikers")
    assert card.status == 200
    for said in ("Hikers", "Up and down", "2 subscribers", "tg://resolve?domain=hikers"):
        assert said in card.text
    page = await visitor.get("/s/hikers")
    assert page.status == 200
    assert "first words" in page.text
    single = await visitor.get("/hikers/2")
    assert "first words" in single.text
    assert f'<link rel="canonical" href="{BASE}/hikers/2">' in single.text
    assert '<meta property="og:description" content="first words">' in single.text
    assert "tg://resolve?domain=hikers&amp;post=2" in single.text
    russian = await visitor.get("/hikers", accept_language="ru,en;q=0.5")
    assert '<html lang="ru">' in russian.text
    assert "2 подписчика" in russian.text
    assert russian.headers["vary"] == "Accept-Language"


async def test_a_warning_of_a_channel_stands_on_its_pages(place: Place, visitor: Visitor) -> None:
    number = await post(place, "first words")
    addresses = ("/hikers", "/s/hikers", f"/hikers/{number}")
    for address in addresses:
        assert "found to be a scam" not in (await visitor.get(address)).text
    who = asker(place.people.stage.app, place.ann.id, place.id)
    await place.people.stage.store.change_channel(
        who,
        named=(),
        username="",
        decide=lambda context: ChannelDecision(channel=replace(context.channel, scam=True)),
    )
    for address in addresses:
        assert "found to be a scam" in (await visitor.get(address)).text


async def test_nothing_that_is_written_becomes_markup(people: People, visitor: Visitor) -> None:
    answer = await people.ann(
        functions.channels.CreateChannel(title=HOSTILE, about=HOSTILE, broadcast=True)
    )
    place = Place(people, answer.chats[0].id, "hikers")
    await rename(place, "hikers")
    await post(place, HOSTILE)
    await post_file(place, b"x", attributes=[types.DocumentAttributeFilename(file_name=HOSTILE)])
    question = types.TextWithEntities(text=HOSTILE, entities=[])
    answers = [types.PollAnswer(text=question, option=bytes([i])) for i in range(2)]
    poll = types.Poll(id=0, question=question, answers=answers, hash=0)
    await place.ann.send_media(place.peer(place.ann), types.InputMediaPoll(poll=poll))
    for address in ("/hikers", "/s/hikers", "/hikers/2", "/s/hikers?q=%22%3E%3Cscript%3E"):
        got = await visitor.get(address)
        assert got.status == 200
        assert "<script" not in got.text
        assert "<img src=x" not in got.text
    feed = await visitor.get("/s/hikers/rss")
    assert "<script" not in feed.text


async def test_pages_run_nothing_and_load_nothing_from_elsewhere(
    place: Place, visitor: Visitor
) -> None:
    await post(place, "words")
    for address in ("/hikers", "/s/hikers", "/hikers/2", "/nobody_here"):
        got = await visitor.get(address)
        policy = got.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["referrer-policy"] == "no-referrer"
        assert "style=" not in got.text
        sources = re.findall(r'(?:src|href|action|poster)="([^"]*)"', got.text)
        assert sources
        assert all(one.startswith(("/", "tg:", BASE, "#")) for one in sources)
    embedded = await visitor.get("/hikers/2?embed=1")
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    found = re.search(r'rel="stylesheet" href="([^"]+)"', embedded.text)
    assert found is not None
    got = await visitor.get(found.group(1))
    assert (got.status, got.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in got.headers["cache-control"]
    assert (await visitor.get("/-/0123/pages.css")).status == 404
    assert (await visitor.get("/-/0123/pages.html")).status == 404


async def test_what_is_not_public_looks_like_what_does_not_exist(
    people: People, place: Place, visitor: Visitor
) -> None:
    await post(place, "secret now")
    shown = [f"/hikers{rest}" for rest in ("", "/2")] + ["/s/hikers", "/s/hikers/rss"]
    for address in shown:
        assert (await visitor.get(address)).status == 200
    nothing = await visitor.get("/never_was_there")
    assert nothing.status == 404
    await rename(place, "")
    await people.ben(functions.account.UpdateUsername(username="hikers"))
    for address in (*shown, "/hikers/9", "/hikers/x", "/s/hikers?q=secret", "/s/hikers/2"):
        assert await visitor.get(address) == nothing
    assert await visitor.get("/" + "9" * 5_000) == nothing


async def test_a_file_is_there_as_long_as_its_post_and_nowhere_else(
    place: Place, visitor: Visitor
) -> None:
    said = await post_file(place, b"the content", mime_type="text/plain")
    other = await post(place, "another post")
    nothing = await visitor.get("/never_was_there")
    address = file_address(await visitor.get("/s/hikers"))
    assert (await visitor.get(address)).body == b"the content"
    moved = address.replace(f"/{said}/", f"/{other}/")
    for wrong in (moved, address.replace("/file", "/x"), address.replace("/hikers/", "/nobody/")):
        assert await visitor.get(wrong) == nothing
    await rename(place, "climbers")
    assert await visitor.get(address) == nothing
    address = address.replace("/hikers/", "/climbers/")
    assert (await visitor.get(address)).status == 200
    asked = functions.channels.DeleteMessages(channel=place.channel(place.ann), id=[said])
    await place.ann(asked)
    assert await visitor.get(address) == nothing
    assert await visitor.get(f"/climbers/{said}") == nothing


async def test_what_people_send_never_runs(place: Place, visitor: Visitor) -> None:
    name = types.DocumentAttributeFilename(file_name='a"\u00e9.html')
    for mime_type in ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"):
        said = await post_file(
            place, b"<script>", mime_type=mime_type, attributes=[name], force_file=True
        )
        got = await visitor.get(file_address(await visitor.get(f"/hikers/{said}")))
        assert got.headers["content-type"] == "application/octet-stream"
        assert got.headers["content-disposition"] == (
            "attachment; filename=\"a__.html\"; filename*=UTF-8''a%22%C3%A9.html"
        )
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in got.headers["content-security-policy"]


PARTS: list[tuple[str, int, bytes, str | None]] = [
    ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
    ("bytes=7-", 206, b"789", "bytes 7-9/10"),
    ("bytes=-2", 206, b"89", "bytes 8-9/10"),
    ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
    ("bytes=10-", 416, b"", "bytes */10"),
    ("bytes=-0", 416, b"", "bytes */10"),
    ("bytes=4-2", 416, b"", "bytes */10"),
    ("bytes=0-1,3-4", 200, b"0123456789", None),
    ("lines=0-1", 200, b"0123456789", None),
]


async def test_files_are_sent_in_parts_and_once(place: Place, visitor: Visitor) -> None:
    await post_file(place, b"0123456789")
    address = file_address(await visitor.get("/s/hikers"))
    for asked, status, body, told in PARTS:
        got = await visitor.get(address, range=asked)
        assert (got.status, got.body, got.headers.get("content-range")) == (status, body, told)
    head = await visitor.get(address, method="HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "10")
    for one in ("/s/hikers", address):
        first = await visitor.get(one)
        assert first.headers["cache-control"] == "public, no-cache"
        again = await visitor.get(one, if_none_match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
    known = (await visitor.get("/s/hikers")).headers["etag"]
    await post(place, "news")
    assert (await visitor.get("/s/hikers", if_none_match=known)).status == 200
    assert (await visitor.get("/s/hikers", method="HEAD")).status == 200
    assert (await visitor.get("/s/hikers", method="POST")).status == 405


async def test_protected_content_is_read_but_not_given_out(place: Place, visitor: Visitor) -> None:
    await post(place, "only to be read")
    await post_file(place, b"the content")
    address = file_address(await visitor.get("/s/hikers"))
    await protect(place)
    page = await visitor.get("/s/hikers")
    assert "only to be read" in page.text
    assert "/file" not in page.text
    assert "rss" not in page.text
    assert (await visitor.get(address)).status == 404
    assert (await visitor.get("/s/hikers/rss")).status == 404


async def test_what_is_said_in_a_group_is_shown_as_far_as_it_is_for_newcomers(
    people: People, visitor: Visitor, stage: Stage
) -> None:
    place = await make_place(people)
    said = await post(place, "old words")
    page = await visitor.get("/s/hikers")
    assert "old words" in page.text
    assert "Ann" in page.text
    # Who came and went is told to nobody.
    assert "Ben" not in page.text
    assert page.text.count('class="told"') == 1
    none = Visitor(stage, rules=PreviewRules(channels=True, groups=False))
    assert (await none.get("/s/hikers")).status == 302
    assert (await none.get("/hikers")).status == 200
    assert (await none.get("/s/hikers/rss")).status == 404
    channel = place.channel(place.ann)
    hide = functions.channels.TogglePreHistoryHidden(channel=channel, enabled=True)
    await place.ann(hide)
    listed = await visitor.get("/s/hikers")
    assert (listed.status, listed.headers.get("location")) == (302, "/hikers")
    assert (await visitor.get(f"/hikers/{said}")).status == 404
    card = await visitor.get("/hikers")
    assert "old words" not in card.text
    assert "/s/hikers" not in card.text


async def test_owners_decide_what_search_engines_keep(place: Place, visitor: Visitor) -> None:
    await post(place, "words")
    assert "noindex" in (await visitor.get("/s/hikers")).headers["x-robots-tag"]
    said = "Write to @hikers_desk. #indexable"
    await place.ann(functions.messages.EditChatAbout(peer=place.peer(place.ann), about=said))
    assert '<a href="/hikers_desk">@hikers_desk</a>' in (await visitor.get("/hikers")).text
    for address in ("/hikers", "/s/hikers", "/hikers/2"):
        got = await visitor.get(address)
        assert "x-robots-tag" not in got.headers
        assert '<meta name="robots" content="index, follow">' in got.text
    for address in ("/s/hikers?before=2", "/s/hikers?q=words", "/hikers/2?embed=1"):
        assert "noindex" in (await visitor.get(address)).headers["x-robots-tag"]


async def test_pages_of_posts_and_search(place: Place, stage: Stage) -> None:
    visitor = Visitor(stage, limits=Limits(page_posts_max=2))
    for text in ("snow one", "rain two", "snow three"):
        await post(place, text)
    newest = await visitor.get("/s/hikers")
    assert "rain two" in newest.text
    assert "snow one" not in newest.text
    assert 'href="/s/hikers?before=3"' in newest.text
    assert newest.text.index("rain two") < newest.text.index("snow three")
    assert "snow one" in (await visitor.get("/s/hikers?before=3")).text
    after = await visitor.get("/s/hikers?after=2")
    assert "rain two" in after.text
    found = await visitor.get("/s/hikers?q=snow")
    assert "snow one" in found.text
    assert "rain two" not in found.text
    assert "No post has these words." in (await visitor.get("/s/hikers?q=%E2%80%8B!")).text
    for odd in ("before=x", "before=-1", "after=99999999999999", "before=%F0%9F%98%80"):
        assert (await visitor.get(f"/s/hikers?{odd}")).status == 200


async def test_an_invitation_leads_into_the_app_whether_it_is_good_or_not(
    visitor: Visitor,
) -> None:
    for address in ("/+AbC-_12", "/joinchat/AbC-_12"):
        got = await visitor.get(address)
        assert got.status == 200
        assert 'href="tg://join?invite=AbC-_12"' in got.text
    assert (await visitor.get("/+%22%3E")).status == 404


async def test_the_feed_has_the_newest_posts(place: Place, visitor: Visitor) -> None:
    await post(place, "bad \x0b sign & <b>")
    got = await visitor.get("/s/hikers/rss")
    assert got.headers["content-type"].startswith("application/rss+xml")
    assert f"<link>{BASE}/hikers/2</link>" in got.text
    assert "\x0b" not in got.text
    assert "&amp;amp; &amp;lt;b&amp;gt;" in got.text
    page = await visitor.get("/s/hikers")
    assert f'type="application/rss+xml" title="Hikers" href="{BASE}/s/hikers/rss"' in page.text


async def test_who_asks_too_often_waits_and_others_do_not(place: Place, stage: Stage) -> None:
    limits = Limits(pages_per_address_per_minute=2, page_searches_per_address_per_minute=1)
    visitor = Visitor(stage, limits=limits)
    assert (await visitor.get("/s/hikers?q=x")).status == 200
    searched = await visitor.get("/s/hikers?q=x")
    assert (searched.status, searched.headers["retry-after"]) == (429, "60")
    waiting = await visitor.get("/hikers")
    assert (waiting.status, waiting.headers["retry-after"]) == (429, "30")
    visitor.address = "192.0.2.2"
    assert (await visitor.get("/hikers")).status == 200
    visitor.address, visitor.now = "192.0.2.1", 30.0
    assert (await visitor.get("/hikers")).status == 200


async def test_a_channel_that_was_ended_is_said_to_be_gone(
    people: People, place: Place, visitor: Visitor
) -> None:
    said = await post(place, "gold for your password")
    bench = Bench(people)
    made = await bench.decide(
        SubjectKind.CHANNEL,
        channel_peer(place.id),
        MeasureKind.TERMINATE,
        alone=True,
    )
    for address in ("/hikers", "/s/hikers", "/s/hikers/rss", f"/hikers/{said}"):
        got = await visitor.get(address)
        assert got.status == 410
        assert "gold" not in got.text
    assert (await visitor.get("/nobody")).status == 404
    await bench.take_back(made)
    assert "gold" in (await visitor.get("/s/hikers")).text
