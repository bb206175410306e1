"""A file that is kept out of public is not shown by a channel that turns public later, whatever
makes it so; where people are among themselves it stays."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from heliograph.actions.channels import grant_username
from heliograph.domain.peers import channel_peer
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import complain, end_appeal
from heliograph.safety.decisions import Decision, MeasureKind, Part
from heliograph.safety.freezing import Freezes
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.server.hands import ActingHands
from heliograph.storage.sqlite import files
from heliograph.tl import functions, types
from support.channels import Place
from support.kept_out import PIXELS, Room, make_room
from support.stage import RpcError
from support.talk import People, Talker, sent_id
from support.uploads import document, upload

HARMLESS = b"a mountain"
FRAUD = {"category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "keyword": "KEYWORD_PHISHING"}


@pytest.fixture
async def room(people: People, monkeypatch: pytest.MonkeyPatch) -> Room:
    return await make_room(people, monkeypatch)


class Den:
    """A private place of Ben's, in which he posted both pictures, and Ann a word."""

    def __init__(self, room: Room, place: Place) -> None:
        self.room, self.place, self.ben = room, place, room.ben
        self.kept_out = self.harmless = 0

    @classmethod
    async def make(cls, room: Room, *, broadcast: bool = False) -> "Den":
        ben = room.ben
        made = await ben(
            functions.channels.CreateChannel(
                title="Den", about="", broadcast=broadcast, megagroup=not broadcast
            )
        )
        den = cls(room, Place(room.people, made.chats[0].id, "den"))
        den.kept_out = await den.post(await room.photo(ben))
        den.harmless = await den.post(await room.photo(ben, HARMLESS))
        return den

    async def post(self, media: Any) -> int:
        return sent_id(await self.ben.send_media(self.place.peer(self.ben), media))

    async def name(self, username: str) -> None:
        """Ben turns it public by a name of his choice, or private by none."""
        named = functions.channels.UpdateUsername(
            channel=self.place.channel(self.ben), username=username
        )
        assert await self.ben(named)

    async def shown_to(self, who: Talker) -> dict[int, bool]:
        """Which of the pictures somebody is shown."""
        found = {one.id: one for one in await who.history(self.place.peer(who))}
        return {one: found[one].media is not None for one in (self.kept_out, self.harmless)}

    async def withholds(self) -> bool:
        """Whether a stranger is shown the one, and a notice in the place of the other."""
        shown = await self.shown_to(self.room.people.cat)
        assert shown[self.harmless]
        return not shown[self.kept_out]


async def by_name(den: Den) -> None:
    await den.name("dens_name")


async def by_operator(den: Den) -> None:
    await grant_username(den.room.people.stage.app, den.place.id, "granted_name")


async def by_showing_a_name(den: Den) -> None:
    await by_operator(den)
    channel = den.place.channel(den.ben)
    assert await den.ben(functions.channels.DeactivateAllUsernames(channel=channel))
    later = await den.post(await den.room.photo(den.ben))
    asked = functions.channels.ToggleUsername(channel=channel, username="granted_name", active=True)
    assert await den.ben(asked)
    found = {one.id: one for one in await den.room.people.cat.history(peer_for_cat(den))}
    assert found[later].media is None


def peer_for_cat(den: Den) -> types.InputPeerChannel:
    return den.place.peer(den.room.people.cat)


async def make_news(den: Den) -> Place:
    """A private channel of Ben's."""
    made = await den.ben(
        functions.channels.CreateChannel(title="News", about="", broadcast=True, megagroup=False)
    )
    return Place(den.room.people, made.chats[0].id, "news")


async def publish_news(den: Den, news: Place) -> None:
    named = functions.channels.UpdateUsername(channel=news.channel(den.ben), username="dens_news")
    assert await den.ben(named)


async def by_link(den: Den) -> None:
    """It comes to belong to a channel that is public."""
    news = await make_news(den)
    await publish_news(den, news)
    await link(den, news)


async def by_channel_that_it_belongs_to(den: Den) -> None:
    news = await make_news(den)
    await link(den, news)
    await publish_news(den, news)


async def link(den: Den, news: Place) -> None:
    asked = functions.channels.SetDiscussionGroup(
        broadcast=news.channel(den.ben), group=den.place.channel(den.ben)
    )
    assert await den.ben(asked)


WAYS: list[Callable[[Den], Awaitable[None]]] = [
    by_name,
    by_operator,
    by_showing_a_name,
    by_link,
    by_channel_that_it_belongs_to,
]


@pytest.mark.parametrize("way", WAYS)
async def test_what_turns_public_does_not_show_it(
    room: Room, way: Callable[[Den], Awaitable[None]]
) -> None:
    den = await Den.make(room)
    # It is posted before anybody decides: nothing is compared in private, then or later.
    await room.removed()
    assert (await den.shown_to(room.ben))[den.kept_out]
    await way(den)
    assert await den.withholds()
    # Whoever posted it has it.
    assert (await den.shown_to(room.ben))[den.kept_out]


@pytest.mark.parametrize("broadcast", [False, True])
async def test_what_was_decided_before_it_was_posted_counts_as_well(
    room: Room, broadcast: bool
) -> None:
    await room.removed()
    den = await Den.make(room, broadcast=broadcast)
    await den.name("dens_name")
    assert await den.withholds()


async def test_the_same_bytes_in_another_form_are_known(room: Room) -> None:
    await room.removed()
    den = await Den.make(room)
    file = await den.post(document(await upload(room.ben, PIXELS), mime_type="image/jpeg"))
    await den.name("dens_name")
    found = {one.id: one for one in await room.people.cat.history(peer_for_cat(den))}
    assert found[file].media is None
    assert "not shown in public" in found[file].message
    (reason,) = found[file].restriction_reason
    assert (reason.platform, reason.reason) == ("all", "hidden")


async def test_a_picture_is_known_that_was_kept_out_as_a_file(room: Room) -> None:
    """What was made of it here is other bytes: what was sent up is the same."""
    ann, place = room.ann, room.place
    file = document(await upload(ann, PIXELS), mime_type="image/jpeg")
    await room.decide(sent_id(await ann.send_media(place.peer(ann), file)))
    den = await Den.make(room)
    await den.name("dens_name")
    assert await den.withholds()


async def test_only_what_is_public_withholds_it(room: Room) -> None:
    """In private it is there again for who is in it, and gone again with the next name."""
    await room.removed()
    den = await Den.make(room)
    await den.name("dens_name")
    cat = room.people.cat
    await den.place.join(cat)
    assert await den.withholds()
    await den.name("")
    assert await den.shown_to(cat) == {den.kept_out: True, den.harmless: True}
    await den.name("dens_other")
    assert await den.withholds()


async def test_taken_back_it_is_shown(room: Room) -> None:
    made = await room.removed()
    den = await Den.make(room)
    await den.name("dens_name")
    assert await den.withholds()
    await take_back(room, made)
    assert not await den.withholds()


async def test_what_another_decision_keeps_out_as_well_stays_so(room: Room) -> None:
    """Also one that is made once it is withheld."""
    place = room.place
    posts = [
        sent_id(await room.ann.send_media(place.peer(room.ann), await room.photo(room.ann)))
        for _ in range(2)
    ]
    den = await Den.make(room)
    first = await room.decide(posts[0])
    await den.name("dens_name")
    await room.decide(posts[1])
    await take_back(room, first)
    assert await den.withholds()


async def test_it_is_shown_when_the_decision_ends(room: Room) -> None:
    ends = room.clock.now() + 3_600
    await room.removed(**FRAUD, measures=(MeasureKind.HIDE,), block_files=True, ends=ends)
    den = await Den.make(room)
    await den.name("dens_name")
    assert await den.withholds()
    room.clock.date = ends
    assert not await den.withholds()


async def take_back(room: Room, made: Decision) -> None:
    now, store = room.clock.now(), room.safety.store
    number = await complain(room.safety, made.puid, argument="It is me.", date=now)
    await store.write_view(number, reviewer="ben", view="It is her.", date=now)
    await end_appeal(room.safety, number, reviewer="ben", reversed_=True, reasons="It is her.")
    await work(room)


async def work(room: Room) -> None:
    stage = room.people.stage
    await Executor(room.safety, ActingHands(stage.app), Freezes()).work()
    await stage.settle()


async def test_who_posted_it_is_told(room: Room) -> None:
    await room.removed()
    den = await Den.make(room)
    await den.name("dens_name")
    await work(room)
    await den.name("")
    await den.name("dens_other")
    await work(room)
    access_hash = room.people.stage.service.access.of_user(room.ben.id, SERVICE_ACCOUNT_ID)
    service = types.InputPeerUser(user_id=SERVICE_ACCOUNT_ID, access_hash=access_hash)
    letters = [one.message for one in await room.ben.history(service) if "“Den”" in one.message]
    (letter,) = letters
    assert "https://h.example/notice" in letter


async def test_the_case_of_the_decision_says_where(room: Room) -> None:
    made = await room.removed()
    den = await Den.make(room)
    await den.post(await room.photo(room.ben))
    for username in ("dens_name", "", "dens_other"):
        await den.name(username)
    file = await room.safety.store.case_file(made.case_id, now=room.clock.now())
    assert file is not None
    assert [(one.about, one.actor) for one in file.events if one.kind == "withheld in public"] == [
        (f"{made.puid}: 2 in {channel_peer(den.place.id)}", "")
    ]


async def test_it_is_not_found_and_not_passed_on(room: Room) -> None:
    await room.removed()
    den = await Den.make(room)
    sent = await room.ben(
        functions.messages.SendMedia(
            peer=den.place.peer(room.ben),
            media=await room.photo(room.ben),
            message="word",
            random_id=81,
        )
    )
    await den.name("dens_name")
    cat = room.people.cat
    found = await cat(
        functions.messages.Search(
            peer=peer_for_cat(den),
            q="word",
            filter=types.InputMessagesFilterEmpty(),
            min_date=0,
            max_date=0,
            offset_id=0,
            add_offset=0,
            limit=9,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )
    assert found.messages == []
    with pytest.raises(RpcError):
        await cat.forward(peer_for_cat(den), [sent_id(sent)], types.InputPeerSelf())


async def test_what_its_author_changes_of_it_is_told_nobody(room: Room) -> None:
    await room.removed()
    den, cat = await Den.make(room), room.people.cat
    await den.name("dens_name")
    await den.place.join(cat)
    await room.people.stage.settle()
    cat.pushed()
    for post, words in ((den.kept_out, "secret"), (den.harmless, "mountain")):
        edit = functions.messages.EditMessage(peer=den.place.peer(room.ben), id=post, message=words)
        await room.ben(edit)
    await room.people.stage.settle()
    pushed = str(cat.pushed())
    assert "secret" not in pushed
    assert "mountain" in pushed
    assert await den.withholds()


async def test_other_media_in_its_place_are_seen(room: Room) -> None:
    await room.removed()
    den = await Den.make(room)
    await den.name("dens_name")
    edit = functions.messages.EditMessage(
        peer=den.place.peer(room.ben),
        id=den.kept_out,
        media=await room.photo(room.ben, b"a lake"),
    )
    await room.ben(edit)
    assert await den.shown_to(room.people.cat) == {den.kept_out: True, den.harmless: True}


async def test_an_edit_in_private_brings_it_into_no_public_group(room: Room) -> None:
    """What is changed in a channel is changed where it is talked about."""
    await room.removed()
    ben, group = room.ben, room.other
    den = await Den.make(room, broadcast=True)
    asked = functions.channels.SetDiscussionGroup(
        broadcast=den.place.channel(ben), group=group.channel(ben)
    )
    assert await ben(asked)
    post = await den.post(await room.photo(ben, HARMLESS))
    edit = functions.messages.EditMessage(
        peer=den.place.peer(ben), id=post, media=await room.photo(ben)
    )
    await room.refused(ben(edit))


async def test_into_the_group_of_a_public_channel_it_is_not_posted(room: Room) -> None:
    """Anybody reads that, whether it has a name or not."""
    await room.removed()
    den = await Den.make(room)
    await by_link(den)
    await room.refused(den.post(await room.photo(room.ben)))


async def test_a_face_that_is_kept_out_keeps_a_channel_private(room: Room) -> None:
    await room.removed()
    den, ben = await Den.make(room), room.ben
    channel = den.place.channel(ben)
    photo = types.InputChatUploadedPhoto(file=await upload(ben, PIXELS))
    await ben(functions.channels.EditPhoto(channel=channel, photo=photo))
    await room.refused(den.name("dens_name"))
    with pytest.raises(RpcError, match="MEDIA_INVALID"):
        await by_link(den)
    await ben(functions.channels.EditPhoto(channel=channel, photo=types.InputChatPhotoEmpty()))
    await den.name("dens_name")


async def of_channel(room: Room, den: Den, *what: MeasureKind, **said: Any) -> Decision:
    about = Locator(kind=SubjectKind.CHANNEL, peer_id=channel_peer(den.place.id))
    made = await room.decide_about(about, measures=what, **FRAUD | said)
    await work(room)
    return made


async def test_a_group_that_comes_back_beside_a_public_channel_is_compared(room: Room) -> None:
    den = await Den.make(room)
    await by_link(den)
    made = await of_channel(room, den, MeasureKind.TERMINATE)
    # Its picture was kept out by nothing when the group was read by anybody before.
    await room.removed()
    await take_back(room, made)
    assert await den.withholds()


@pytest.mark.parametrize(
    ("measure", "how"),
    [
        (MeasureKind.TERMINATE, {}),
        (MeasureKind.REMOVE, {"part": Part.USERNAME}),
    ],
)
async def test_what_a_decision_gives_back_to_the_public_is_compared(
    room: Room, measure: MeasureKind, how: dict[str, Any]
) -> None:
    """A channel that is public again as a decision ends was not asked for by anybody who could be
    refused: its photo is left out, too."""
    ben, den = room.ben, await Den.make(room)
    photo = types.InputChatUploadedPhoto(file=await upload(ben, PIXELS))
    await ben(functions.channels.EditPhoto(channel=den.place.channel(ben), photo=photo))
    await den.name("dens_name")
    made = await of_channel(room, den, measure, **how)
    await room.removed()
    await take_back(room, made)
    assert await den.withholds()
    shown = await den.place.seen_by(room.people.cat)
    assert isinstance(shown.photo, types.ChatPhotoEmpty)


async def test_nothing_of_what_stays_private_is_looked_at(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A canary: whoever looked at a private file would trip over it."""
    await room.removed()
    den = await Den.make(room)

    def canary(*_: Any) -> Any:
        raise AssertionError("somebody looked")

    monkeypatch.setattr(files, "known_bytes", canary)
    await room.ben(
        functions.channels.EditTitle(channel=den.place.channel(room.ben), title="Another")
    )
    await link(den, await make_news(den))
    with pytest.raises(RpcError, match="INTERNAL"):
        await den.name("dens_name")
