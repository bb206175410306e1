"""Whatever is said or shown in public is looked at, however it comes there; nothing private is."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from heliograph.actions.scheduling import send_due
from heliograph.safety.signals.public_text import look_at_said
from heliograph.safety.signals.screening import Screen
from heliograph.safety.signals.signal import Match
from heliograph.safety.surfaces import Rule
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.groups import make_group
from support.talk import People, refusal, sent_id
from support.uploads import document, upload

ME = types.InputPeerSelf()


class Watched:
    """Finds nothing, and remembers what it was shown."""

    name = "watched"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def may_run(self, allowed: Rule) -> bool:
        return allowed.text_rules

    def look(self, text: str) -> Sequence[Match]:
        self.seen.append(text)
        return ()

    def take(self) -> list[str]:
        seen, self.seen = self.seen, []
        return seen


@pytest.fixture(params=[True, False], ids=["channel", "supergroup"])
async def place(request: pytest.FixtureRequest, people: People) -> Place:
    return await make_place(people, broadcast=request.param)


@pytest.fixture
async def watched(people: People, place: Place) -> Watched:
    made = Watched()
    screen = Screen([made], monotonic=lambda: 0.0)
    stage = people.stage
    stage.service.screen = screen
    stage.turn(look_at=partial(look_at_said, screen, stage.store))
    return made


async def album(people: People, peer: Any, captions: Sequence[str]) -> Any:
    ann = people.ann
    parts = []
    for number, caption in enumerate(captions):
        asked = types.InputMediaUploadedPhoto(file=await upload(ann, caption.encode()))
        media = await ann(functions.messages.UploadMedia(peer=peer, media=asked))
        shown = types.InputPhoto(
            id=media.photo.id,
            access_hash=media.photo.access_hash,
            file_reference=media.photo.file_reference,
        )
        parts.append(
            types.InputSingleMedia(
                media=types.InputMediaPhoto(id=shown), random_id=500 + number, message=caption
            )
        )
    return await ann(functions.messages.SendMultiMedia(peer=peer, multi_media=parts))


def poll(question: str, *answers: str) -> types.InputMediaPoll:
    def words(text: str) -> types.TextWithEntities:
        return types.TextWithEntities(text=text, entities=[])

    return types.InputMediaPoll(
        poll=types.Poll(
            id=0,
            question=words(question),
            answers=[
                types.PollAnswer(text=words(one), option=bytes([number]))
                for number, one in enumerate(answers)
            ],
            hash=0,
        )
    )


async def send_file(people: People, peer: Any, content: bytes) -> None:
    file = document(await upload(people.ann, content))
    await people.ann(
        functions.messages.SendMedia(
            peer=peer, media=file, message="a caption", random_id=hash(content)
        )
    )


async def say_everything(people: People, peer: Any) -> None:
    """Each way in which somebody says something in a dialog."""
    ann = people.ann
    said = sent_id(await ann.send(peer, "said"))
    await ann(functions.messages.EditMessage(peer=peer, id=said, message="edited"))
    await send_file(people, peer, b"content")
    await album(people, peer, ["first", "second"])
    await ann.send_media(peer, poll("a question", "an answer", "another"))


SAID = [
    "said",
    "edited",
    "a caption",
    "notes.txt",
    "first",
    "second",
    "a question",
    "an answer",
    "another",
]


async def test_every_way_of_saying_something_in_public_is_looked_at(
    people: People, place: Place, watched: Watched
) -> None:
    await say_everything(people, place.peer(people.ann))
    assert watched.take() == SAID


async def test_nothing_private_is_looked_at(people: People, place: Place, watched: Watched) -> None:
    """A canary: whatever is seen of what is said there is too much."""
    ann, ben = people.ann, people.ben
    group = await make_group(people)
    gone = functions.channels.UpdateUsername(channel=place.channel(ann), username="")
    await ann(gone)
    watched.take()
    for number, peer in enumerate(
        (ann.to(ben), ME, types.InputPeerChat(chat_id=group.id), place.peer(ann))
    ):
        await ann.send(peer, "said")
        await send_file(people, peer, b"%d" % number)
        later = people.stage.clock.now() + 3_600
        await ann(
            functions.messages.SendMessage(
                peer=peer, message="later", random_id=900 + number, schedule_date=later
            )
        )
    await ann(functions.channels.EditTitle(channel=place.channel(ann), title="A private title"))
    await ann(functions.messages.EditChatAbout(peer=place.peer(ann), about="privately"))
    people.stage.clock.date += 3_601
    while await send_due(people.stage.app):
        pass
    assert watched.take() == []


async def test_what_is_forwarded_into_public_is_looked_at(
    people: People, place: Place, watched: Watched
) -> None:
    ann, ben = people.ann, people.ben
    kept = sent_id(await ann.send(ME, "kept for now"))
    assert watched.take() == []

    async def forward(to: Any, random_id: int) -> None:
        query = functions.messages.ForwardMessages(
            from_peer=ME, id=[kept], random_id=[random_id], to_peer=to
        )
        await ann(query)

    await forward(ann.to(ben), 41)
    assert watched.take() == []
    await forward(place.peer(ann), 42)
    assert watched.take() == ["kept for now"]


async def test_what_is_forwarded_is_looked_at_before_it_is_there(
    people: People, place: Place, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, stage = people.ann, people.stage
    file = document(await upload(ann, b"content"))
    shown = functions.messages.SendMedia(peer=ME, media=file, message="a caption", random_id=61)
    kept = [sent_id(await ann(shown)), sent_id(await ann.send(ME, "words"))]
    kept.append(sent_id(await ann.send_media(ME, poll("a question", "an answer", "another"))))
    looked: list[Sequence[str]] = []
    append_all = stage.store.append_all

    async def noted(*args: Any, **kwargs: Any) -> Any:
        looked.append(watched.take())
        return await append_all(*args, **kwargs)

    monkeypatch.setattr(stage.store, "append_all", noted)

    async def forward(*ids: int, **asked: Any) -> None:
        numbers = [len(looked) * 10 + number for number, _ in enumerate(ids, 81)]
        await ann(
            functions.messages.ForwardMessages(
                from_peer=ME, id=[*ids], random_id=numbers, to_peer=place.peer(ann), **asked
            )
        )

    await forward(*kept)
    await forward(*kept[:2], drop_author=True, drop_media_captions=True)
    # A message that is not there is not sent, nor looked at.
    assert "MESSAGE_ID_INVALID" in await refusal(
        ann,
        functions.messages.ForwardMessages(
            from_peer=ME, id=[9_999], random_id=[71], to_peer=place.peer(ann)
        ),
    )
    polled = ["a question", "an answer", "another"]
    assert looked == [
        ["a caption", "notes.txt", "words", *polled],
        ["notes.txt", "words"],
        [],
    ]
    assert watched.take() == []


async def test_what_was_scheduled_is_looked_at_when_it_goes(
    people: People, place: Place, watched: Watched
) -> None:
    ann, peer, clock = people.ann, place.peer(people.ann), people.stage.clock
    for number, text in enumerate(("later", "now after all")):
        await ann(
            functions.messages.SendMessage(
                peer=peer, message=text, random_id=70 + number, schedule_date=clock.now() + 3_600
            )
        )
    assert watched.take() == []
    waiting = await ann(functions.messages.GetScheduledHistory(peer=peer, hash=0))
    (at_once,) = [one.id for one in waiting.messages if one.message == "now after all"]
    await ann(functions.messages.SendScheduledMessages(peer=peer, id=[at_once]))
    assert watched.take() == ["now after all"]
    clock.date += 3_601
    while await send_due(people.stage.app):
        pass
    assert watched.take() == ["later"]


async def test_what_a_channel_is_called_is_looked_at_once_it_is_public(
    people: People, watched: Watched
) -> None:
    ann = people.ann
    made = await ann(
        functions.channels.CreateChannel(
            title="A title", about="About it", broadcast=True, megagroup=False
        )
    )
    own = Place(people, made.chats[0].id, "fresh")
    assert watched.take() == []
    named = functions.channels.UpdateUsername(channel=own.channel(ann), username="fresh_name")
    await ann(named)
    assert watched.take() == ["fresh_name", "A title", "About it"]
    await ann(functions.channels.EditTitle(channel=own.channel(ann), title="Another title"))
    await ann(functions.messages.EditChatAbout(peer=own.peer(ann), about="Other words"))
    assert watched.take() == ["Another title", "Other words"]


async def test_what_people_say_of_themselves_is_looked_at(people: People, watched: Watched) -> None:
    ann = people.ann
    await ann(functions.account.UpdateProfile(first_name="Anna", about="hello"))
    await ann(functions.account.UpdateUsername(username="anna_banana"))
    assert watched.take() == ["Anna", "hello", "anna_banana"]
