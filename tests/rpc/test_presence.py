"""Who is there, who may know, and what somebody is doing."""

import json
from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.domain.interests import INTEREST_S
from heliograph.domain.typing import TAPS_MAX
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

ONLINE = functions.account.UpdateStatus(offline=False)
OFFLINE = functions.account.UpdateStatus(offline=True)
DAY = 86_400


async def status_of(viewer: Talker, whom: Talker) -> Any:
    (user,) = await viewer(functions.users.GetUsers(id=[viewer.user(whom)]))
    return user.status


async def hide(talker: Talker, *except_users: Any) -> None:
    rules: list[Any] = [types.InputPrivacyValueDisallowAll()]
    if except_users:
        rules.insert(0, types.InputPrivacyValueAllowUsers(users=list(except_users)))
    key = types.InputPrivacyKeyStatusTimestamp()
    await talker(functions.account.SetPrivacy(key=key, rules=rules))


async def acquainted(people: People) -> None:
    """Ann and Ben have a dialog, Cat knows nobody."""
    await people.ann.send(people.ann.to(people.ben))
    people.ben.pushed()


async def test_coming_and_leaving_is_told_to_those_who_know_the_account(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await acquainted(people)
    now = people.stage.clock.now()
    assert await ann(ONLINE) is True
    online = types.UserStatusOnline(expires=now + 300)
    assert ben.pushed() == [types.UpdateUserStatus(user_id=ann.id, status=online)]
    assert await status_of(ben, ann) == online
    people.stage.clock.date += 10
    await ann(OFFLINE)
    offline = types.UserStatusOffline(was_online=now + 10)
    assert ben.pushed() == [types.UpdateUserStatus(user_id=ann.id, status=offline)]
    assert await status_of(cat, ann) == offline
    assert ann.pushed() == cat.pushed() == []


async def told_of(viewer: Talker) -> list[tuple[int, type]]:
    """Whom somebody was told to be there or gone, and nothing else."""
    return [(one.user_id, type(one.status)) for one in viewer.pushed()]


async def test_who_has_a_small_group_before_them_is_told_who_is_there(people: People) -> None:
    group = await make_community(people)
    ann, cat, clock = people.ann, people.cat, people.stage.clock
    came, went = (ann.id, types.UserStatusOnline), (ann.id, types.UserStatusOffline)
    await ann(ONLINE)
    assert await told_of(cat) == []
    await list_members(group, cat)
    await ann(OFFLINE)
    assert await told_of(cat) == [went]
    # As long as they go on looking.
    clock.date += INTEREST_S - 1
    await cat.history(group.peer(cat))
    clock.date += INTEREST_S - 1
    await ann(ONLINE)
    assert await told_of(cat) == [came]
    await hide(ann)
    cat.pushed()
    await ann(OFFLINE)
    assert await told_of(cat) == []
    await people.ben(ONLINE)
    assert await told_of(cat) == [(people.ben.id, types.UserStatusOnline)]
    clock.date += INTEREST_S
    await people.ben(OFFLINE)
    await people.ben(ONLINE)
    assert await told_of(cat) == []


async def test_in_a_larger_group_nobody_is_told(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.rpc.interest.GROUP_MAX", 2)
    group = await make_community(people)
    await list_members(group, people.cat)
    await people.ann(ONLINE)
    assert await told_of(people.cat) == []


async def test_who_opens_a_basic_group_is_told_who_of_it_is_there(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    named = [ben.user(ann), ben.user(cat)]
    made = await ben(functions.messages.CreateChat(users=named, title="Three"))
    chat_id = made.updates.chats[0].id
    await people.stage.settle()
    cat.pushed()
    await ann(ONLINE)
    assert await told_of(cat) == []
    await cat(functions.messages.GetFullChat(chat_id=chat_id))
    await ann(OFFLINE)
    assert await told_of(cat) == [(ann.id, types.UserStatusOffline)]
    people.stage.clock.date += INTEREST_S - 1
    await cat(functions.messages.ReadHistory(peer=types.InputPeerChat(chat_id=chat_id), max_id=0))
    people.stage.clock.date += INTEREST_S - 1
    cat.pushed()
    await ann(ONLINE)
    assert await told_of(cat) == [(ann.id, types.UserStatusOnline)]


async def list_members(group: Community, by: Talker) -> None:
    await by(
        functions.channels.GetParticipants(
            channel=group.named_by(by),
            filter=types.ChannelParticipantsRecent(),
            offset=0,
            limit=200,
            hash=0,
        )
    )


async def test_saying_so_again_at_once_is_no_news(people: People) -> None:
    ann, ben = people.ann, people.ben
    await acquainted(people)
    await ann(ONLINE)
    ben.pushed()
    await ann(ONLINE)
    assert ben.pushed() == []
    people.stage.clock.date += 60
    await ann(ONLINE)
    (update,) = ben.pushed()
    assert update.status.expires == people.stage.clock.now() + 300
    await ann(OFFLINE)
    ben.pushed()
    await ann(OFFLINE)
    assert ben.pushed() == []


async def test_who_says_no_more_is_gone_after_a_while(people: People) -> None:
    ann, ben, stage = people.ann, people.ben, people.stage
    await acquainted(people)
    await ann(ONLINE)
    ben.pushed()
    expires = stage.clock.now() + 300
    stage.clock.date = expires - 1
    await stage.delivery.expire_statuses()
    await stage.settle()
    assert ben.pushed() == []
    stage.clock.date = expires
    await stage.delivery.expire_statuses()
    await stage.settle()
    offline = types.UserStatusOffline(was_online=expires)
    assert ben.pushed() == [types.UpdateUserStatus(user_id=ann.id, status=offline)]
    assert await status_of(ben, ann) == offline
    await stage.delivery.expire_statuses()
    await stage.settle()
    assert ben.pushed() == []


async def test_who_said_so_again_holds_up_nobody_who_did_not(people: People) -> None:
    ann, ben, stage = people.ann, people.ben, people.stage
    await acquainted(people)
    begun = stage.clock.now()
    for later, talker in ((0, ann), (100, ben), (200, ann)):
        stage.clock.date = begun + later
        await talker(ONLINE)
    ann.pushed()
    stage.clock.date = begun + 400
    await stage.delivery.expire_statuses()
    await stage.settle()
    offline = types.UserStatusOffline(was_online=begun + 400)
    assert ann.pushed() == [types.UpdateUserStatus(user_id=ben.id, status=offline)]


async def test_hidden_hour_is_told_as_recently_and_no_push_betrays_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    await acquainted(people)
    await hide(ann)
    ben.pushed()
    await ann(ONLINE)
    await ann(OFFLINE)
    assert ben.pushed() == []
    assert await status_of(ben, ann) == types.UserStatusRecently()
    people.stage.clock.date += 5 * DAY
    assert await status_of(ben, ann) == types.UserStatusLastWeek()
    people.stage.clock.date += 10 * DAY
    assert await status_of(ben, ann) == types.UserStatusLastMonth()
    people.stage.clock.date += 30 * DAY
    assert await status_of(ben, ann) == types.UserStatusEmpty()


async def test_who_hides_sees_no_more_of_others(people: People) -> None:
    ann, ben = people.ann, people.ben
    await acquainted(people)
    await hide(ben)
    await ann(ONLINE)
    assert await status_of(ben, ann) == types.UserStatusRecently(by_me=True)
    await hide(ben, ben.user(ann))
    assert isinstance(await status_of(ben, ann), types.UserStatusOnline)
    assert isinstance(await status_of(ann, ben), types.UserStatusOffline)


async def test_hiding_is_told_at_once(people: People) -> None:
    ann, ben = people.ann, people.ben
    await acquainted(people)
    await ann(ONLINE)
    ben.pushed()
    await hide(ann)
    recently = types.UserStatusRecently()
    assert ben.pushed() == [types.UpdateUserStatus(user_id=ann.id, status=recently)]


async def test_own_status_is_exact(people: People) -> None:
    ann = people.ann
    await hide(ann)
    await ann(ONLINE)
    assert isinstance(await status_of(ann, ann), types.UserStatusOnline)


async def test_statuses_of_contacts_are_those_the_viewer_may_know(people: People) -> None:
    ann, ben = people.ann, people.ben
    add = functions.contacts.AddContact(id=ann.user(ben), first_name="B", last_name="", phone="")
    await ann(add)
    await hide(ben)
    raw = await ann.device.raw(encode(functions.contacts.GetStatuses(), 229))
    told = types.ContactStatus(user_id=ben.id, status=types.UserStatusRecently())
    assert raw[8:] == encode(told, 229)


def typing(talker: Talker, other: Talker, action: Any = None) -> functions.messages.SetTyping:
    made = action or types.SendMessageTypingAction()
    return functions.messages.SetTyping(peer=talker.to(other), action=made)


@pytest.mark.parametrize(
    "action",
    [
        types.SendMessageTypingAction(),
        types.SendMessageCancelAction(),
        types.SendMessageUploadPhotoAction(progress=40),
        types.SendMessageEmojiInteractionSeen(emoticon="🎉"),
    ],
)
async def test_typing_reaches_the_other_side_alone(people: People, action: Any) -> None:
    ann, ben = people.ann, people.ben
    sibling = ann.sibling()
    assert await ann(typing(ann, ben, action)) is True
    assert ben.pushed() == [types.UpdateUserTyping(user_id=ann.id, action=action)]
    assert sibling.pushed() == people.cat.pushed() == []
    assert await ann(typing(ann, ann)) is True
    assert sibling.pushed() == []


@pytest.mark.parametrize(
    "action",
    [
        types.SpeakingInGroupCallAction(),
        types.SendMessageTextDraftAction(
            random_id=1, text=types.TextWithEntities(text="t", entities=[])
        ),
    ],
)
async def test_what_only_bots_and_calls_do_is_not_told(people: People, action: Any) -> None:
    ann, ben = people.ann, people.ben
    assert await ann(typing(ann, ben, action)) is True
    assert ben.pushed() == []


def tapped(message_id: int, taps: str) -> types.SendMessageEmojiInteraction:
    return types.SendMessageEmojiInteraction(
        emoticon="🎉", msg_id=message_id, interaction=types.DataJSON(data=taps)
    )


async def test_taps_on_an_emoji_name_the_message_as_the_other_side_has_it(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    for _ in range(3):
        await cat.send(cat.to(ben))
    sent = sent_id(await ann.send(ann.to(ben), "🎉"))
    (theirs, *_) = await ben.history(ben.to(ann), limit=1)
    assert theirs.id != sent
    ben.pushed()
    said = '{"v":1,"a":[{"i":2,"t":0.0},{"i":1,"t":0.35}],"more":[]}'
    assert await ann(typing(ann, ben, tapped(sent, said))) is True
    (told,) = ben.pushed()
    assert (told.user_id, told.action.msg_id, told.action.emoticon) == (ann.id, theirs.id, "🎉")
    assert json.loads(told.action.interaction.data) == {
        "v": 1,
        "a": [{"i": 2, "t": 0.0}, {"i": 1, "t": 0.35}],
    }
    # Not of what Ben has no copy of, nor of what says nothing.
    own = sent_id(await ann.send(ann.to(cat)))
    cat.pushed()
    for message_id, taps in [
        (own, said),
        (0, said),
        (sent, "boom"),
        (sent, '{"v":1,"a":[]}'),
        (sent, '{"v":1,"a":[{"i":"x","t":0}]}'),
        (sent, json.dumps({"v": 1, "a": [{"i": 1, "t": 0}] * (TAPS_MAX + 1)})),
    ]:
        assert await ann(typing(ann, ben, tapped(message_id, taps))) is True
        assert ben.pushed() == cat.pushed() == []


async def test_typing_is_not_told_between_those_who_block(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.contacts.Block(id=ann.to(ben)))
    assert await ann(typing(ann, ben)) is True
    assert ben.pushed() == []
    with pytest.raises(RpcError, match="403 USER_IS_BLOCKED"):
        await ben(typing(ben, ann))
    assert ann.pushed() == []


async def test_typing_of_a_stranger_who_may_not_write_is_not_told(people: People) -> None:
    ann, cat = people.ann, people.cat
    strict = types.GlobalPrivacySettings(new_noncontact_peers_require_premium=True)
    await ann(functions.account.SetGlobalPrivacySettings(settings=strict))
    assert await cat(typing(cat, ann)) is True
    assert ann.pushed() == []


async def test_typing_to_nobody_is_refused(people: People) -> None:
    ann = people.ann
    nobody = types.InputPeerUser(
        user_id=5, access_hash=people.stage.service.access.of_user(ann.id, 5)
    )
    query = functions.messages.SetTyping(peer=nobody, action=types.SendMessageTypingAction())
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await ann(query)


async def test_comings_and_leavings_are_bounded_in_number(people: People) -> None:
    ann, ben = people.ann, people.ben
    for number in range(Limits().status_changes_per_account_per_minute):
        await ann(OFFLINE if number % 2 else ONLINE)
    for query in (ONLINE, OFFLINE):
        with pytest.raises(RpcError, match="FLOOD_WAIT_2"):
            await ann(query)
    await ben(ONLINE)


async def test_notices_of_what_somebody_does_are_bounded_in_number(people: People) -> None:
    ann, ben = people.ann, people.ben
    for _ in range(Limits().activities_per_account_per_minute):
        await ann(typing(ann, ben))
    ben.pushed()
    with pytest.raises(RpcError, match="FLOOD_WAIT_1"):
        await ann(typing(ann, ben))
    assert ben.pushed() == []
    await ben(typing(ben, ann))
