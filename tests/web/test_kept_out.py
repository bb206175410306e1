"""The pages of a channel that turned public do not show what is kept out of public."""

import pytest

from heliograph.tl import functions
from support.channels import Place
from support.kept_out import make_room
from support.talk import People, sent_id
from support.visitor import Visitor


async def test_pages_and_feeds_leave_it_out(
    people: People, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await make_room(people, monkeypatch)
    await room.removed()
    ben = room.ben
    made = await ben(
        functions.channels.CreateChannel(title="Den", about="", broadcast=True, megagroup=False)
    )
    den = Place(people, made.chats[0].id, "den")
    posts = {}
    for word, content in (("secret", None), ("mountain", b"a mountain")):
        media = await (room.photo(ben) if content is None else room.photo(ben, content))
        query = functions.messages.SendMedia(
            peer=den.peer(ben), media=media, message=word, random_id=len(word)
        )
        posts[word] = sent_id(await ben(query))
    await ben(functions.channels.UpdateUsername(channel=den.channel(ben), username="dens_name"))
    for path in ("/s/dens_name", "/s/dens_name/rss", f"/dens_name/{posts['secret']}"):
        page = await visitor.get(path)
        assert "secret" not in page.text
        assert f"/s/dens_name/{posts['secret']}/" not in page.text
    assert "mountain" in (await visitor.get("/s/dens_name")).text
