"""Ann's public channel where somebody was shown, Ben's where he would show it again."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.ports.probe import MadePhoto
from heliograph.safety.deciding import decide_case
from heliograph.safety.decisions import Decision, MeasureKind
from heliograph.safety.reports import Way
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.deciding import make_safety, proposal_for, report_of, take
from support.stage import RpcError
from support.talk import People, Talker, sent_id
from support.uploads import upload

PIXELS = b"pixels of somebody"
CYBER = "STATEMENT_CATEGORY_CYBER_VIOLENCE"
DEEPFAKE = "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE"


class Room:
    """Ann's public channel where something was shown, Ben's where he would show it again."""

    def __init__(self, people: People, place: Place, other: Place) -> None:
        self.people, self.place, self.other = people, place, other
        self.ann, self.ben, self.clock = people.ann, people.ben, people.stage.clock
        store = people.stage.service.intake.store
        self.safety = make_safety(store, clock=self.clock, random=people.stage.app.random)

    async def photo(self, who: Talker, content: bytes = PIXELS) -> types.InputMediaUploadedPhoto:
        return types.InputMediaUploadedPhoto(file=await upload(who, content))

    async def decide(self, post: int, **said: Any) -> Decision:
        about = Locator(kind=SubjectKind.MESSAGE, peer_id=self.peer_id, item_id=post)
        return await self.decide_about(about, **said)

    async def decide_about(self, about: Locator, **said: Any) -> Decision:
        return await self.decide_case(await self.report(about), **said)

    async def report(self, about: Locator) -> int:
        said = {"way": Way.VICTIM, "category": CYBER, "keyword": DEEPFAKE}
        report = report_of(about, by=self.ben.id, date=self.clock.now(), **said)
        return await take(self.safety.store, report)

    async def decide_case(self, case_id: int, **said: Any) -> Decision:
        measures = said.pop("measures", (MeasureKind.REMOVE,))
        about = {"category": CYBER, "keyword": DEEPFAKE, "facts": "It shows somebody."}
        asked = proposal_for(case_id, *measures, **about | said)
        # What takes two people is decided where one runs the service.
        safety = replace(self.safety, solo=MeasureKind.TERMINATE in measures)
        return (await decide_case(safety, asked)).decision

    @property
    def peer_id(self) -> int:
        return -1_000_000_000_000 - self.place.id

    async def removed(self, **said: Any) -> Decision:
        """Ann's photo is decided on."""
        sent = await self.ann.send_media(self.place.peer(self.ann), await self.photo(self.ann))
        return await self.decide(sent_id(sent), **said)

    async def refused(self, call: Any) -> None:
        with pytest.raises(RpcError) as refusal:
            await call
        assert (refusal.value.code, refusal.value.text) == (400, "MEDIA_INVALID")


async def make_room(people: People, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Where each file that is sent up has sizes of its own."""
    place = await make_place(people, broadcast=True)
    ben, stage = people.ben, people.stage
    made = await ben(
        functions.channels.CreateChannel(title="Ben's", about="", broadcast=False, megagroup=True)
    )
    other = Place(people, made.chats[0].id, "bens")
    named = functions.channels.UpdateUsername(channel=other.channel(ben), username="bens_place")
    assert await ben(named)
    await stage.settle()
    whole = stage.probe.photo

    async def photo(source: Path, *, owner_id: int = 0) -> MadePhoto:
        """Other sizes of another picture."""
        made = await whole(source, owner_id=owner_id)
        content = source.read_bytes()  # noqa: ASYNC240
        sizes = [replace(one, content=one.content + content) for one in made.sizes]
        return replace(made, sizes=tuple(sizes))

    monkeypatch.setattr(stage.probe, "photo", photo)
    monkeypatch.setattr(stage.probe, "profile_photo", photo)
    return Room(people, place, other)
