"""Who is shown in a post has it hidden from real clients; once removed it does not come back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from support.actors import Actor, ActorError
from support.films import PHOTO, make
from support.play_server import PlayServer
from support.staffed_play import SITE, fill_in, staff, staffed

pytestmark = pytest.mark.play

PLACE, OTHER = "cheap_looks", "other_looks"
DAY_S = 86_400
DEEPFAKE = "STATEMENT_CATEGORY_CYBER_VIOLENCE KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"
CAPTION = "look at her"
HIDDEN = "This message is hidden until it has been looked into."


async def asks(server: PlayServer, post: int) -> None:
    """Somebody without an account who is shown fills in the form."""
    where = f"{SITE}/{PLACE}/{post}"
    await fill_in(server, "/victim", location=where, reason=DEEPFAKE, good_faith="yes")


async def shows(actor: Actor, text: str, *, times: int = 1) -> None:
    """Wait until the client was told so often that the post reads so."""
    found = 0

    def count(line: dict[str, Any]) -> bool:
        nonlocal found
        found += line["text"] == text
        return found >= times

    await actor.see("edit", count)


@staffed
async def test_a_post_is_hidden_for_who_is_shown_and_does_not_come_back(
    server: PlayServer, cast, tmp_path: Path
) -> None:
    seller = await cast("kurigram", name="Sam")
    viewers = [await cast("tdlib", name="Tess"), await cast("telethon", name="Tom")]
    await seller.do("make_channel", title="Looks", username=PLACE, broadcast=True)
    for viewer in viewers:
        await viewer.do("join_channel", username=PLACE)
    photo = str(await asyncio.to_thread(make, tmp_path, PHOTO))

    async def post() -> int:
        await seller.do("send_media", to=PLACE, kind=PHOTO, path=photo, caption=CAPTION)
        return max(one["id"] for one in await seller.do("history", peer=PLACE))

    said = await post()
    for viewer in viewers:
        await viewer.see("message", lambda line: line["id"] == said)
    await asks(server, said)
    for viewer in viewers:
        await shows(viewer, HIDDEN)
    await seller.see("message", lambda line: "This is provisional" in (line["text"] or ""))

    # Nobody decides within three days: it comes back, and the case still waits.
    await server.pass_time(3 * DAY_S)
    for viewer in viewers:
        # Of a photo TDLib tells no text.
        await shows(viewer, "" if viewer.kind == "tdlib" else CAPTION)
    (case,) = await staff(server, "inbox", by="ann")

    # The next one a person decides on.
    worse = await post()
    await asks(server, worse)
    for viewer in viewers:
        await shows(viewer, HIDDEN, times=2)
    cases = await staff(server, "inbox", by="ann")
    (case,) = [one for one in cases if one["subject"]["item_id"] == worse]
    shown = await staff(server, "case", case=case["id"], by="ann", reason="review")
    assert len(shown["evidence"][0]["files"]) == 1
    reasons = {"ground": "law", "clause": "Directive (EU) 2024/1385, Article 5"}
    facts = {"facts": "It shows somebody without her consent.", "measures": ["remove"]}
    await staff(server, "decide", case=case["id"], by="ann", **reasons, **facts)
    for viewer in viewers:

        def is_gone(messages: list[dict[str, Any]]) -> bool:
            return worse not in [one["id"] for one in messages]

        await viewer.do_until(is_gone, "history", peer=PLACE)

    # Another does not show it in public again, and sends it in private as ever.
    copier = await cast("telethon", name="Carl")
    await copier.do("make_channel", title="More", username=OTHER, broadcast=True)
    with pytest.raises(ActorError, match=r"MediaInvalid|MEDIA_INVALID"):
        await copier.do("send_media", to=OTHER, kind=PHOTO, path=photo, caption=CAPTION)
    await copier.do("send_media", to="me", kind=PHOTO, path=photo, caption="for myself")
