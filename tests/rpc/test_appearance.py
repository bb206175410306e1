"""The colours of names and pages, and the tab that is shown first: of people and of channels.

https://core.telegram.org/api/colors
"""

from typing import Any

import pytest

from heliograph.domain.permissions import Right
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker

channels = functions.channels
account = functions.account

NEW = types.PeerColor(color=9)


async def colors_of(by: Talker, who: Talker) -> tuple[Any, Any]:
    (found,) = await by(functions.users.GetUsers(id=[by.user(who)]))
    return found.color, found.profile_color


async def test_who_knows_somebody_is_told_of_their_colours(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hello")
    await people.stage.settle()
    ben.pushed()
    assert await ann(account.UpdateColor(color=NEW))
    assert await ann(account.UpdateColor(for_profile=True, color=types.PeerColor(color=3)))
    await people.stage.settle()
    assert ben.pushed() == [types.UpdateUser(user_id=ann.id)] * 2
    assert await colors_of(ben, ann) == (NEW, types.PeerColor(color=3))
    assert await colors_of(ann, ann) == (NEW, types.PeerColor(color=3))
    assert await ann(account.UpdateColor())
    assert await colors_of(ben, ann) == (None, types.PeerColor(color=3))
    people.stage.events.clear()
    assert await ann(account.UpdateColor())
    assert people.stage.events == []


@pytest.mark.parametrize(
    ("color", "of_page", "refusal"),
    [
        (types.PeerColor(color=14), False, "400 COLOR_INVALID"),
        (types.PeerColor(color=-1), False, "400 COLOR_INVALID"),
        (types.PeerColor(color=8), True, "400 COLOR_INVALID"),
        (types.PeerColor(color=1, background_emoji_id=7), False, "400 DOCUMENT_INVALID"),
        (types.InputPeerColorCollectible(collectible_id=1), False, "400 COLLECTIBLE_INVALID"),
    ],
)
async def test_what_is_in_no_palette_is_refused(
    people: People, color: Any, of_page: bool, refusal: str
) -> None:
    with pytest.raises(RpcError, match=refusal):
        await people.ann(account.UpdateColor(for_profile=of_page, color=color))
    assert await colors_of(people.ben, people.ann) == (None, None)


async def test_all_that_clients_are_offered_can_be_chosen(people: People) -> None:
    for of_page, ask in (
        (False, functions.help.GetPeerColors),
        (True, functions.help.GetPeerProfileColors),
    ):
        offered = await people.ann(ask(hash=0))
        for one in offered.colors:
            color = types.PeerColor(color=one.color_id)
            assert await people.ann(account.UpdateColor(for_profile=of_page, color=color))
            assert color in await colors_of(people.ann, people.ann)


async def test_another_name_leaves_the_colours(people: People) -> None:
    await people.ann(account.UpdateColor(color=NEW))
    await people.ann(account.UpdateProfile(first_name="Anna"))
    assert (await colors_of(people.ben, people.ann))[0] == NEW


TABS = ["Posts", "Gifts", "Media", "Files", "Music", "Voice", "Links", "Gifs"]


@pytest.mark.parametrize("name", TABS)
async def test_the_tab_of_choice_stands_on_the_page(people: People, name: str) -> None:
    ann, ben = people.ann, people.ben
    tab = getattr(types, f"ProfileTab{name}")()
    assert await ann(account.SetMainProfileTab(tab=tab))
    page = await ben(functions.users.GetFullUser(id=ben.user(ann)))
    assert page.full_user.main_tab == tab
    news = await make_community(people, broadcast=True)
    assert await ann(channels.SetMainProfileTab(channel=news.named_by(ann), tab=tab))
    assert (await news.full(ben)).full_chat.main_tab == tab


async def test_nothing_of_it_is_left_of_who_is_gone(people: People) -> None:
    ann = people.ann
    await ann(account.UpdateColor(color=NEW))
    await ann(account.SetMainProfileTab(tab=types.ProfileTabMusic()))
    await ann(account.DeleteAccount(reason=""))
    (left,) = await people.stage.store.seen(people.ben.id, [ann.id])
    assert left.account.appearance.name_color is left.account.appearance.tab is None


@pytest.mark.parametrize("broadcast", [True, False])
async def test_a_channel_is_coloured_by_who_may_change_it(people: People, broadcast: bool) -> None:
    place = await make_community(people, broadcast=broadcast, username="hikers_club")
    ann, ben = place.ann, place.ben
    await place.change(banned=Right.CHANGE_INFO)
    color = channels.UpdateColor(channel=place.named_by(ann), color=9)
    page = channels.UpdateColor(channel=place.named_by(ann), color=2, for_profile=True)
    for query in (color, page):
        await ann(query)
        with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
            await ann(query)
    await people.stage.settle()
    assert types.UpdateChannel(channel_id=place.id) in ben.pushed()
    (shown,) = (await ben(channels.GetChannels(id=[place.named_by(ben)]))).chats
    assert (shown.color, shown.profile_color) == (NEW, types.PeerColor(color=2))
    own = channels.UpdateColor(channel=place.named_by(ben), color=1)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(own)
    await place.make_admin(ben, change_info=True)
    await ben(own)
    await ann(channels.UpdateColor(channel=place.named_by(ann), for_profile=True))
    (shown,) = (await ben(channels.GetChannels(id=[place.named_by(ben)]))).chats
    assert (shown.color, shown.profile_color) == (types.PeerColor(color=1), None)
    for refused in (
        channels.UpdateColor(channel=place.named_by(ann), color=99),
        channels.UpdateColor(channel=place.named_by(ann), color=9, for_profile=True),
    ):
        with pytest.raises(RpcError, match="400 COLOR_INVALID"):
            await ann(refused)
    with pytest.raises(RpcError, match="400 DOCUMENT_INVALID"):
        await ann(channels.UpdateColor(channel=place.named_by(ann), background_emoji_id=7))


async def test_the_log_tells_of_colours(people: People) -> None:
    place = await make_community(people, broadcast=True)
    ann = place.ann
    await ann(channels.UpdateColor(channel=place.named_by(ann), color=9))
    await ann(channels.UpdateColor(channel=place.named_by(ann), color=2, for_profile=True))
    log = await ann(
        channels.GetAdminLog(channel=place.named_by(ann), q="", max_id=0, min_id=0, limit=9)
    )
    none = types.PeerColor()
    assert [one.action for one in log.events][:2] == [
        types.ChannelAdminLogEventActionChangeProfilePeerColor(
            prev_value=none, new_value=types.PeerColor(color=2)
        ),
        types.ChannelAdminLogEventActionChangePeerColor(prev_value=none, new_value=NEW),
    ]


async def test_a_supergroup_shows_its_messages_first(people: People) -> None:
    group = await make_community(people)
    tab = types.ProfileTabMedia()
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await group.ann(channels.SetMainProfileTab(channel=group.named_by(group.ann), tab=tab))
    news = await make_community(people, broadcast=True)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await news.ben(channels.SetMainProfileTab(channel=news.named_by(news.ben), tab=tab))


async def test_a_link_shows_the_colour_of_where_it_leads(people: People) -> None:
    place: Community = await make_community(people)
    ann = place.ann
    link = (await ann(functions.messages.ExportChatInvite(peer=place.peer(ann)))).link
    dan = await place.stranger()
    look = functions.messages.CheckChatInvite(hash=link.rpartition("+")[2])
    assert (await dan(look)).color == place.id % 7
    await ann(channels.UpdateColor(channel=place.named_by(ann), color=9))
    assert (await dan(look)).color == 9
