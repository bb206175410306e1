"""What fits a rule is deleted in public supergroups whose admins want that, and nowhere else.

https://core.telegram.org/api/antispam
"""

from functools import partial
from typing import Any

import pytest

from heliograph.actions.scheduling import send_due
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.safety.signals._skeleton import Skeleton
from heliograph.safety.signals.public_text import look_at_said
from heliograph.safety.signals.screening import Screen
from heliograph.telemetry import metrics
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

channels = functions.channels
SPAM = "buy a skeleton"


@pytest.fixture
async def group(people: People) -> Community:
    """Public; its admins want no skeletons."""
    made = await make_community(people, username="hikers_club")
    screen = Screen([Skeleton()], monotonic=lambda: 0.0)
    people.stage.service.screen = screen
    people.stage.turn(look_at=partial(look_at_said, screen, people.stage.store))
    await toggle(made)
    return made


async def toggle(group: Community, *, enabled: bool = True, by: Talker | None = None) -> Any:
    by = by or group.ann
    return await by(channels.ToggleAntiSpam(channel=group.named_by(by), enabled=enabled))


async def there(group: Community) -> list[str]:
    """What is there to be read, the newest first."""
    page = await group.cat.history(group.peer(group.cat))
    return [one.message for one in page if isinstance(one, types.Message)]


async def log(group: Community) -> list[Any]:
    asked = channels.GetAdminLog(
        channel=group.named_by(group.ann), q="", max_id=0, min_id=0, limit=50
    )
    found: list[Any] = (await group.ann(asked)).events
    return found


async def test_what_a_member_says_goes_and_admins_find_it(group: Community) -> None:
    ben, cat = group.ben, group.cat
    await group.people.stage.settle()
    cat.pushed()
    said = sent_id(await ben.send(group.peer(ben), SPAM))
    await ben.send(group.peer(ben), "hello")
    await group.people.stage.settle()
    assert await there(group) == ["hello"]
    arrived, gone, _ = cat.pushed()
    assert (arrived.message.id, gone.messages) == (said, [said])
    deleted = (await log(group))[0]
    assert (deleted.user_id, deleted.action.message.message) == (SERVICE_ACCOUNT_ID, SPAM)


async def test_admins_may_say_what_they_like(group: Community) -> None:
    await group.make_admin(group.ben, pin_messages=True)
    for who in (group.ann, group.ben):
        await who.send(group.peer(who), SPAM)
    assert await there(group) == [SPAM, SPAM]


async def test_nothing_goes_where_nobody_asked_for_it(group: Community) -> None:
    ben = group.ben
    await toggle(group, enabled=False)
    await ben.send(group.peer(ben), SPAM)
    await toggle(group)
    await group.ann(channels.UpdateUsername(channel=group.named_by(group.ann), username=""))
    await ben.send(group.peer(ben), SPAM)
    assert await there(group) == [SPAM, SPAM]


async def test_every_way_of_saying_it_is_looked_at(group: Community) -> None:
    ben, clock = group.ben, group.people.stage.clock
    said = sent_id(await ben.send(group.peer(ben), "hello"))
    edit = functions.messages.EditMessage(peer=group.peer(ben), id=said, message=SPAM)
    await ben(edit)
    note = sent_id(await ben.send(types.InputPeerSelf(), SPAM))
    await ben.forward(types.InputPeerSelf(), [note], group.peer(ben))
    await ben.send(group.peer(ben), SPAM, schedule_date=clock.now() + 60)
    await ben.send(group.peer(ben), "later", schedule_date=clock.now() + 60)
    clock.date += 60
    await send_due(group.people.stage.app)
    await group.people.stage.settle()
    assert await there(group) == ["later"]


async def test_an_admin_says_that_it_was_none(group: Community) -> None:
    ann, ben = group.ann, group.ben
    said = sent_id(await ben.send(group.peer(ben), SPAM))
    other = sent_id(await ben.send(group.peer(ben), "hello"))
    await ann(channels.DeleteMessages(channel=group.named_by(ann), id=[other]))
    before = metrics.SPAM_MISTAKEN._value.get()

    def mistaken(by: Talker, number: int) -> Any:
        return channels.ReportAntiSpamFalsePositive(channel=group.named_by(by), msg_id=number)

    assert await ann(mistaken(ann, said))
    assert metrics.SPAM_MISTAKEN._value.get() == before + 1
    # Whoever says it once more is believed, and it counts no more than it did.
    await group.make_admin(group.cat, ban_users=True)
    for admin in (ann, group.cat, ann):
        assert await admin(mistaken(admin, said))
    assert metrics.SPAM_MISTAKEN._value.get() == before + 1
    twice = sent_id(await ben.send(group.peer(ben), SPAM))
    assert await ann(mistaken(ann, twice))
    assert metrics.SPAM_MISTAKEN._value.get() == before + 2
    for number in (other, 99):
        with pytest.raises(RpcError, match="400 MESSAGE_ID_INVALID"):
            await ann(mistaken(ann, number))
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(mistaken(ben, said))


async def test_the_setting_is_kept_shown_and_logged(group: Community) -> None:
    assert (await group.full(group.ben)).full_chat.antispam
    with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
        await toggle(group)
    await group.make_admin(group.ben, delete_messages=True)
    await toggle(group, enabled=False, by=group.ben)
    assert not (await group.full(group.ben)).full_chat.antispam
    off = types.ChannelAdminLogEventActionToggleAntiSpam(new_value=False)
    first = (await log(group))[0]
    assert (first.user_id, first.action) == (group.ben.id, off)


async def test_into_private_places_nobody_looks(people: People) -> None:
    private = await make_community(people)
    with pytest.raises(RpcError, match="400 CHAT_PUBLIC_REQUIRED"):
        await toggle(private)
    news = await make_community(people, broadcast=True, username="hikers_news")
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await toggle(news)
