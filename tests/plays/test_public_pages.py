"""A channel's posts by real clients, and what a browser without an account is then shown."""

import asyncio
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from support.actors import Actor
from support.play_server import PlayServer

pytestmark = pytest.mark.play


async def _files_are_sent_in_parts(writer: Actor, server: PlayServer, folder: Path) -> None:
    path = folder / "report.bin"
    path.write_bytes(bytes(range(256)) * 4_096)
    sent = await writer.do("send_file", to="public_news", path=str(path), caption="report")
    _, shown = await asyncio.to_thread(_fetch, f"{server.http}/public_news/{sent['id']}")
    found = re.search(r'href="(/s/public_news/\d+/\d+/file)"', shown)
    assert found is not None
    asked = urllib.request.Request(
        server.http + found.group(1), headers={"Range": "bytes=1000000-1000009"}
    )

    def part() -> tuple[int, bytes]:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.read()

    assert await asyncio.to_thread(part) == (206, path.read_bytes()[1_000_000:1_000_010])


def _fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize(
    "kind",
    [
        "telethon",
        *(pytest.param(kind, marks=pytest.mark.long) for kind in ("tdlib", "gramjs", "kurigram")),
    ],
)
async def test_what_clients_post_is_read_in_a_browser(
    cast, server: PlayServer, tmp_path: Path, kind: str
) -> None:
    writer = await cast(kind, name="Writer")
    await writer.do("make_channel", title="News & <More>", username="public_news", broadcast=True)

    async def page(address: str) -> tuple[int, str]:
        return await asyncio.to_thread(_fetch, server.http + address)

    first = await writer.do("send", to="public_news", text='first "post" 2 > 1')
    status, shown = await page("/s/public_news")
    assert status == 200
    assert "News &amp; &lt;More&gt;" in shown
    assert "first &#34;post&#34; 2 &gt; 1" in shown
    await writer.do("edit", to="public_news", message_id=first["id"], text="first words")
    status, shown = await page(f"/public_news/{first['id']}")
    assert status == 200
    assert "first words" in shown
    assert "edited" in shown
    assert "first words" in (await page("/s/public_news?q=words"))[1]
    status, feed = await page("/s/public_news/rss")
    assert status == 200
    assert f"<link>{server.http}/public_news/{first['id']}</link>" in feed
    if kind == "telethon":
        await _files_are_sent_in_parts(writer, server, tmp_path)
    await writer.do("delete", to="public_news", ids=[first["id"]])
    assert (await page(f"/public_news/{first['id']}"))[0] == 404
    assert "first words" not in (await page("/s/public_news"))[1]
