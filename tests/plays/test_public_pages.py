"""A channel's posts by real clients, and what a browser without an account is then shown."""

import asyncio
import urllib.error
import urllib.request

import pytest

from support.play_server import PlayServer

pytestmark = pytest.mark.play


def _fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


async def test_what_clients_post_is_read_in_a_browser(cast, server: PlayServer) -> None:
    writer = await cast("telethon", name="Writer")
    await writer.do("make_channel", title="News & <More>", username="public_news", broadcast=True)

    async def page(address: str) -> tuple[int, str]:
        return await asyncio.to_thread(_fetch, server.http + address)

    first = await writer.do("send", to="public_news", text="first <b>post</b>")
    status, shown = await page("/s/public_news")
    assert status == 200
    assert "News &amp; &lt;More&gt;" in shown
    assert "first &lt;b&gt;post&lt;/b&gt;" in shown
    await writer.do("edit", to="public_news", message_id=first["id"], text="first words")
    status, shown = await page(f"/public_news/{first['id']}")
    assert status == 200
    assert "first words" in shown
    assert "edited" in shown
    assert "first words" in (await page("/s/public_news?q=words"))[1]
    status, feed = await page("/s/public_news/rss")
    assert status == 200
    assert f"<link>{server.http}/public_news/{first['id']}</link>" in feed
    await writer.do("delete", to="public_news", ids=[first["id"]])
    assert (await page(f"/public_news/{first['id']}"))[0] == 404
    assert "first words" not in (await page("/s/public_news"))[1]
