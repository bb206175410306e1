"""Two people come back to thirty channels of which five moved: those are named, and no others."""

from heliograph.tl import functions
from support.channel_view import ChannelView, differences
from support.communities import Community, make_community
from support.talk import People, Talker, sent_id

CHANNELS = 30


async def move(place: Community, number: int) -> None:
    """Something else in each of five of them."""
    ann, said = place.ann, (await place.ann.history(place.peer(place.ann)))[0].id
    match number:
        case 3:
            await ann.send(place.peer(ann), "news")
        case 9:
            query = functions.messages.EditMessage(
                peer=place.peer(ann), id=said, message="other words"
            )
            await ann(query)
        case 14:
            await ann(functions.channels.DeleteMessages(channel=place.named_by(ann), id=[said]))
        case 20:
            await ann(functions.channels.EditTitle(channel=place.named_by(ann), title="Walkers"))
        case 29:
            await ann(functions.messages.UpdatePinnedMessage(peer=place.peer(ann), id=said))


async def test_who_returns_asks_for_those_channels_alone_that_moved(people: People) -> None:
    places = [
        await make_community(people, broadcast=bool(number % 2)) for number in range(CHANNELS)
    ]
    for place in places:
        sent_id(await place.ann.send(place.peer(place.ann), "first"))
    # What is told again to be sure must be long over.
    people.stage.clock.date += 3_600
    away: dict[Talker, ChannelView] = {}
    for who in (people.ben, people.cat):
        hashes = {place.id: place.named_by(who).access_hash for place in places}
        away[who] = await ChannelView(who, hashes).fetch()
    state = await people.ben(functions.updates.GetState())
    states = {people.ben: state, people.cat: await people.cat(functions.updates.GetState())}
    people.stage.clock.date += 3_600
    for number, place in enumerate(places):
        await move(place, number)
    moved = {places[number].id for number in (3, 9, 14, 20, 29)}
    for who, view in away.items():
        assert await view.come_back(states[who]) == moved
        hashes = {place.id: place.named_by(who).access_hash for place in places}
        fresh = await ChannelView(who, hashes).fetch()
        assert differences(fresh, view, hidden={}, was_there=False) == []
