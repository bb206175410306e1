"""Scheduled messages: waiting, changing, going exactly once, every refusal.

https://core.telegram.org/api/scheduled-messages
"""

from typing import Any

import pytest

from heliograph.actions.scheduling import send_due
from heliograph.domain.schedule import AHEAD_MAX_S, PER_CHAT_MAX, WHEN_ONLINE
from heliograph.tl import functions, types
from support.fakes import START
from support.groups import make_group
from support.stage import RpcError
from support.talk import People, Talker, sent_id

ME = types.InputPeerSelf()
LATER = START + 3_600


async def refusal(talker: Talker, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await talker(query)
    return refused.value.code, refused.value.text


async def waiting(talker: Talker, peer: Any) -> list[Any]:
    answer = await talker(functions.messages.GetScheduledHistory(peer=peer, hash=0))
    messages: list[Any] = answer.messages
    return messages


async def pass_time(people: People, seconds: int) -> int:
    """Let time pass and send what is due; how many messages were."""
    people.stage.clock.date += seconds
    count = await send_due(people.stage.app)
    await people.stage.settle()
    return count


def missed(talker: Talker) -> functions.updates.GetDifference:
    return functions.updates.GetDifference(pts=1, date=START, qts=0)


async def test_a_message_waits_where_only_its_sender_sees_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    device = await ann.on_another_device(layer=229)
    answer = await ann.send(ann.to(ben), "later", random_id=9, schedule_date=LATER)
    named, new = answer.updates
    assert named == types.UpdateMessageID(id=1, random_id=9)
    assert isinstance(new, types.UpdateNewScheduledMessage)
    message = new.message
    assert (message.id, message.date, message.message, message.out) == (1, LATER, "later", True)
    assert [update.message for update in device.pushed()] == [message]
    assert await waiting(ann, ann.to(ben)) == [message]
    assert (ann.pushed(), ben.pushed(), await waiting(ben, ben.to(ann))) == ([], [], [])
    assert await ann.history(ann.to(ben)) == []
    full = await ann(functions.users.GetFullUser(id=ann.user(ben)))
    assert full.full_user.has_scheduled


async def test_it_goes_when_it_is_due_and_only_once(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "later", silent=True, schedule_date=LATER)
    assert await pass_time(people, 3_599) == 0
    assert await pass_time(people, 1) == 1
    assert await send_due(people.stage.app) == 0
    new, gone = ann.pushed()
    assert (new.message.message, new.message.date, new.message.silent) == ("later", LATER, True)
    assert new.message.from_scheduled
    assert (gone.messages, gone.sent_messages) == ([1], [new.message.id])
    (arrived,) = ben.pushed()
    assert (arrived.message.message, arrived.message.from_scheduled) == ("later", False)
    assert await waiting(ann, ann.to(ben)) == []


async def test_a_dialog_whose_messages_cannot_be_sent_keeps_no_other_waiting(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "from ann", schedule_date=LATER)
    await ben.send(ben.to(ann), "from ben", schedule_date=LATER + 1)
    dispatch = people.stage.store.dispatch_scheduled

    async def fail_for_ann(owner_id: int, *args: Any, **named: Any) -> Any:
        if owner_id == ann.id:
            raise ValueError("what waits cannot be read")
        return await dispatch(owner_id, *args, **named)

    monkeypatch.setattr(people.stage.store, "dispatch_scheduled", fail_for_ann)
    for _ in range(2):
        with pytest.raises(ExceptionGroup, match="could not be sent"):
            await pass_time(people, 3_601)
        await people.stage.settle()
    assert [m.message for m in await ann.history(ann.to(ben))] == ["from ben"]
    assert [m.message for m in await waiting(ann, ann.to(ben))] == ["from ann"]
    monkeypatch.undo()
    assert await pass_time(people, 1) == 1


@pytest.mark.parametrize("hidden_by", ["ben", "ann"])
async def test_nobody_learns_by_what_waits_for_them_that_who_hides_it_by_now_is_there(
    people: People, hidden_by: str
) -> None:
    """Who hides when they are there is not shown it of others either."""
    ann, ben = people.ann, people.ben
    account = functions.account
    await ben(account.UpdateStatus(offline=True))
    await ann.send(ann.to(ben), "there?", schedule_date=WHEN_ONLINE)
    nobody = [types.InputPrivacyValueDisallowAll()]
    anybody = [types.InputPrivacyValueAllowAll()]
    key, hiding = types.InputPrivacyKeyStatusTimestamp(), getattr(people, hidden_by)
    await hiding(account.SetPrivacy(key=key, rules=nobody))
    await ben(account.UpdateStatus(offline=False))
    assert await pass_time(people, 1) == 0
    assert len(await waiting(ann, ann.to(ben))) == 1
    await hiding(account.SetPrivacy(key=key, rules=anybody))
    await ben(account.UpdateStatus(offline=False))
    assert await pass_time(people, 1) == 1


@pytest.mark.parametrize(("seconds", "waits"), [(9, False), (10, True)])
async def test_what_is_due_within_seconds_is_sent_at_once(
    people: People, seconds: int, waits: bool
) -> None:
    ann, ben = people.ann, people.ben
    device = await ann.on_another_device(layer=229)
    asked = {"random_id": 9, "schedule_date": START + seconds}
    _, told = (await ann.send(ann.to(ben), "now", **asked)).updates
    assert isinstance(told, types.UpdateNewScheduledMessage) is waits
    assert len(ben.pushed()) == (not waits)
    assert [update.message for update in device.pushed()] == [told.message]
    # A repeat sends nothing again, whether it comes before or after the date.
    for _ in range(2):
        people.stage.clock.date += 6
        await ann.send(ann.to(ben), "now", **asked)
    await pass_time(people, 60)
    assert [m.message for m in await ben.history(ben.to(ann))] == ["now"]


async def test_dice_that_are_due_within_seconds_fall(people: People) -> None:
    ann, ben = people.ann, people.ben
    dice = types.InputMediaDice(emoticon="🎲")
    await ann.send_media(ann.to(ben), dice, schedule_date=START + 3)
    (arrived,) = ben.pushed()
    assert arrived.message.media.value in range(1, 7)


async def test_a_repeat_of_what_went_and_was_deleted_says_so(people: People) -> None:
    ann, ben = people.ann, people.ben
    asked = {"random_id": 9, "schedule_date": LATER}
    await ann.send(ann.to(ben), "later", **asked)
    await pass_time(people, 3_600)
    await ann(functions.messages.DeleteMessages(id=[1], revoke=True))
    answer = await ann.send(ann.to(ben), "later", **asked)
    assert [type(update) for update in answer.updates][-1] is types.UpdateDeleteMessages


async def test_what_was_begun_ends_when_it_is_scheduled(people: People) -> None:
    ann, ben = people.ann, people.ben
    device = await ann.on_another_device(layer=229)
    for due in (LATER, START + 5):
        await ann(functions.messages.SaveDraft(peer=ann.to(ben), message="la"))
        device.pushed()
        await ann.send(ann.to(ben), "later", schedule_date=due, clear_draft=True)
        told = [u.draft for u in device.pushed() if isinstance(u, types.UpdateDraftMessage)]
        assert told == [types.DraftMessageEmpty(date=START)]


async def test_it_goes_although_what_it_answers_is_gone(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "one question")
    for fields in ({}, {"quote_text": "question"}):
        reply = types.InputReplyToMessage(reply_to_msg_id=1, **fields)
        for due in (LATER, LATER + 1_000):
            await ann.send(ann.to(ben), "answer", reply_to=reply, schedule_date=due)
    await ben(functions.messages.DeleteMessages(id=[1], revoke=True))
    assert await pass_time(people, 3_600) == 2
    send = functions.messages.SendScheduledMessages(peer=ann.to(ben), id=[2, 4])
    await ann(send)
    arrived = await ben.history(ben.to(ann))
    assert [(m.message, m.reply_to) for m in arrived] == [("answer", None)] * 4
    # What was deleted is not kept in what quoted it before it went.
    kept = await people.stage.store.messages(ben.id, [m.id for m in arrived])
    assert [m.extras.quote for m in kept.messages if m.extras is not None] == [None] * 4


async def test_it_says_what_it_answers_in_another_dialog_when_that_is_gone(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(cat), "said elsewhere")
    reply = types.InputReplyToMessage(reply_to_msg_id=1, reply_to_peer_id=ann.to(cat))
    await ann.send(ann.to(ben), "answer", reply_to=reply, schedule_date=LATER)
    await ann(functions.messages.DeleteMessages(id=[1], revoke=True))
    await pass_time(people, 3_600)
    (arrived,) = await ben.history(ben.to(ann))
    assert (arrived.message, arrived.reply_to.quote_text) == ("answer", "said elsewhere")


async def test_what_was_sent_when_due_is_unread_until_its_author_has_seen_it(
    people: People,
) -> None:
    """TDLib and Desktop count it so, and would show another number than a device that was off."""
    ann, ben = people.ann, people.ben
    await ben.send(ben.to(ann), "before")
    await ann.send(ann.to(ben), "later", schedule_date=LATER)
    await pass_time(people, 3_600)
    assert await ann.unread(ben) == (0, 2)
    assert await ben.unread(ann) == (0, 1)
    assert (await people.stage.store.state(ann.id)).unread == 2
    sibling = ann.sibling()
    ben.pushed()
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=2))
    (told,) = sibling.pushed()
    assert (told.max_id, told.still_unread_count) == (2, 0)
    assert await ann.unread(ben) == (2, 0)
    # Ben learns that Ann read what he wrote, and nothing of what she did.
    (read,) = ben.pushed()
    assert (type(read), read.max_id) == (types.UpdateReadHistoryOutbox, 1)
    await ann.send(ann.to(ben), "much later", schedule_date=LATER + 3_600)
    await pass_time(people, 3_600)
    assert (await ann.unread(ben))[1] == 1
    await ann(functions.messages.DeleteMessages(id=[3], revoke=True))
    assert await ann.unread(ben) == (2, 0)


async def test_reminders_go_to_saved_messages(people: People) -> None:
    ann = people.ann
    await ann.send(ME, "remember", schedule_date=LATER)
    await pass_time(people, 3_600)
    (note,) = await ann.history(ME)
    assert (note.message, note.from_scheduled) == ("remember", True)


async def test_a_reminder_is_unread_whatever_is_noted_after_it(people: People) -> None:
    ann = people.ann
    await ann.send(ME, "a note")
    await ann.send(ME, "remember", schedule_date=LATER)
    await pass_time(people, 3_600)
    await ann.send(ME, "another note")
    dialog = await ann.dialog_with(ME)
    assert (dialog.read_inbox_max_id, dialog.unread_count) == (1, 1)
    await ann(functions.messages.ReadHistory(peer=ME, max_id=2))
    dialog = await ann.dialog_with(ME)
    assert (dialog.read_inbox_max_id, dialog.unread_count) == (2, 0)
    await ann.send(ME, "a third note")
    dialog = await ann.dialog_with(ME)
    assert (dialog.read_inbox_max_id, dialog.unread_count) == (4, 0)


async def test_what_waits_outlives_a_restart_of_its_sender(people: People) -> None:
    """Whoever was away hears what waits by now, and of what no longer does."""
    ann, ben = people.ann, people.ben
    for text in "abc":
        await ann.send(ann.to(ben), text, schedule_date=LATER)
    await ann(functions.messages.DeleteScheduledMessages(peer=ann.to(ben), id=[2]))
    answer = await ann(missed(ann))
    kept = [u for u in answer.other_updates if isinstance(u, types.UpdateNewScheduledMessage)]
    gone = [u for u in answer.other_updates if isinstance(u, types.UpdateDeleteScheduledMessages)]
    assert [update.message.message for update in kept] == ["a", "c"]
    assert [update.messages for update in gone] == [[2]]


async def test_a_repeat_waits_once_and_finds_what_was_sent(people: People) -> None:
    ann, ben = people.ann, people.ben
    device = await ann.on_another_device(layer=229)
    first = await ann.send(ann.to(ben), "a", random_id=3, schedule_date=LATER)
    again = await ann.send(ann.to(ben), "a", random_id=3, schedule_date=LATER)
    assert first.updates == again.updates
    assert len(device.pushed()) == 1
    query = functions.messages.SendMessage(
        peer=ann.to(ben), message="b", random_id=3, schedule_date=LATER
    )
    assert await refusal(ann, query) == (500, "RANDOM_ID_DUPLICATE")
    await pass_time(people, 3_600)
    late = await ann.send(ann.to(ben), "a", random_id=3, schedule_date=LATER)
    assert isinstance(late.updates[1], types.UpdateNewMessage)
    assert len(ben.pushed()) == 1


async def test_it_goes_as_soon_as_the_recipient_comes(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ben(functions.account.UpdateStatus(offline=True))
    await ann.send(ann.to(ben), "there?", schedule_date=WHEN_ONLINE)
    assert await pass_time(people, AHEAD_MAX_S) == 0
    await ben(functions.account.UpdateStatus(offline=False))
    assert await pass_time(people, 0) == 1
    query = functions.messages.SendMessage(
        peer=ME, message="x", random_id=1, schedule_date=WHEN_ONLINE
    )
    assert await refusal(ann, query) == (400, "SCHEDULE_DATE_INVALID")
    key = types.InputPrivacyKeyStatusTimestamp()
    await ben(functions.account.SetPrivacy(key=key, rules=[types.InputPrivacyValueDisallowAll()]))
    query = functions.messages.SendMessage(
        peer=ann.to(ben), message="x", random_id=1, schedule_date=WHEN_ONLINE
    )
    assert await refusal(ann, query) == (400, "SCHEDULE_STATUS_PRIVATE")


async def test_dice_fall_when_they_go_and_forwards_keep_their_author(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    dice = types.InputMediaDice(emoticon="🎲")
    answer = await ann.send_media(ann.to(ben), dice, schedule_date=LATER)
    assert answer.updates[1].message.media.value == 0
    await cat.send(cat.to(ann), "said")
    await ann.forward(ann.to(cat), [1], ann.to(ben), schedule_date=LATER + 1)
    await cat(functions.messages.DeleteMessages(id=[1], revoke=True))
    ben.pushed()
    await pass_time(people, 3_601)
    thrown, forwarded = [update.message for update in ben.pushed()]
    assert thrown.media.value in range(1, 7)
    assert forwarded.message == "said"
    assert forwarded.fwd_from.from_id == types.PeerUser(user_id=cat.id)


async def test_the_latest_stands_first_and_ids_are_never_given_out_twice(
    people: People,
) -> None:
    ann, ben = people.ann, people.ben
    for text, date in (("a", LATER + 5), ("b", LATER), ("c", LATER + 9)):
        await ann.send(ann.to(ben), text, schedule_date=date)
    assert [m.message for m in await waiting(ann, ann.to(ben))] == ["c", "a", "b"]
    await ann(functions.messages.DeleteScheduledMessages(peer=ann.to(ben), id=[3]))
    assert sent_id(await ann.send(ann.to(ben), "d", schedule_date=LATER)) == 4
    query = functions.messages.GetScheduledMessages(peer=ann.to(ben), id=[1, 3, 9])
    assert [m.message for m in (await ann(query)).messages] == ["a"]


async def test_what_waits_is_changed_and_put_off(people: People) -> None:
    ann, ben = people.ann, people.ben
    device = await ann.on_another_device(layer=229)
    await ann.send(ann.to(ben), "a", schedule_date=LATER)
    device.pushed()
    query = functions.messages.EditMessage(
        peer=ann.to(ben), id=1, message="b", schedule_date=LATER + 60
    )
    answer = await ann(query)
    (told,) = device.pushed()
    message = answer.updates[0].message
    assert told.message == message
    assert (message.message, message.date, message.edit_date) == ("b", LATER + 60, START)
    assert await pass_time(people, 3_600) == 0
    assert await pass_time(people, 60) == 1
    (arrived,) = ben.pushed()
    assert (arrived.message.message, arrived.message.edit_date) == ("b", None)


async def test_it_may_go_before_its_time(people: People) -> None:
    ann, ben = people.ann, people.ben
    for text in "ab":
        await ann.send(ann.to(ben), text, schedule_date=LATER)
    query = functions.messages.SendScheduledMessages(peer=ann.to(ben), id=[1, 2, 7])
    answer = await ann(query)
    first, second, gone = answer.updates
    assert [first.message.message, second.message.message] == ["a", "b"]
    assert (gone.messages, gone.sent_messages) == ([1, 2], [1, 2])
    assert len(ben.pushed()) == 2
    assert await refusal(ann, query) == (400, "MESSAGE_ID_INVALID")
    assert await pass_time(people, 7_200) == 0


async def test_who_is_kept_out_by_then_sends_nothing_and_is_told(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a", schedule_date=LATER)
    await ben(functions.contacts.Block(id=ben.to(ann)))
    query = functions.messages.SendScheduledMessages(peer=ann.to(ben), id=[1])
    assert await refusal(ann, query) == (403, "USER_IS_BLOCKED")
    assert len(await waiting(ann, ann.to(ben))) == 1
    ann.pushed()
    assert await pass_time(people, 3_600) == 1
    (gone,) = ann.pushed()
    assert (gone.messages, gone.sent_messages) == ([1], None)
    assert await ben.history(ben.to(ann)) == []


async def test_no_more_wait_in_a_chat_than_may(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    for _ in range(PER_CHAT_MAX):
        await ann.send(ann.to(ben), schedule_date=LATER)
    query = functions.messages.SendMessage(
        peer=ann.to(ben), message="x", random_id=1, schedule_date=LATER
    )
    assert await refusal(ann, query) == (400, "SCHEDULE_TOO_MUCH")
    await ann.send(ann.to(cat), schedule_date=LATER)


@pytest.mark.parametrize("layer", [152, 158, 198, 229])
async def test_it_is_told_at_every_layer(people: People, layer: int) -> None:
    ann, ben = people.ann, people.ben
    old = await ann.on_another_device(layer=layer)
    await ann.send(ann.to(ben), "a", schedule_date=LATER)
    await pass_time(people, 3_600)
    new, sent, gone = old.pushed()
    assert (new.message.message, sent.message.message, gone.messages) == ("a", "a", [1])


BAD_DATES = [
    (0, "SCHEDULE_DATE_INVALID"),
    (-1, "SCHEDULE_DATE_INVALID"),
    (START, "SCHEDULE_DATE_INVALID"),
    (START + AHEAD_MAX_S + 1, "SCHEDULE_DATE_TOO_LATE"),
    (2**31 - 1, "SCHEDULE_DATE_TOO_LATE"),
]


@pytest.mark.parametrize(("date", "token"), BAD_DATES)
async def test_bad_dates_are_refused(people: People, date: int, token: str) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a")
    await ann.send(ann.to(ben), "a", schedule_date=LATER)
    dice = types.InputMediaDice(emoticon="🎲")
    peer = ann.to(ben)
    for query in (
        functions.messages.SendMessage(peer=peer, message="x", random_id=1, schedule_date=date),
        functions.messages.SendMedia(
            peer=peer, media=dice, message="", random_id=1, schedule_date=date
        ),
        functions.messages.ForwardMessages(
            from_peer=peer, id=[1], random_id=[1], to_peer=peer, schedule_date=date
        ),
        functions.messages.EditMessage(peer=peer, id=1, message="x", schedule_date=date),
    ):
        assert await refusal(ann, query) == (400, token)


async def test_bad_requests_are_refused(people: People) -> None:
    ann, ben = people.ann, people.ben
    peer = ann.to(ben)
    await ann.send(peer, "a", schedule_date=LATER)
    await ann.send_media(peer, types.InputMediaDice(emoticon="🎲"), schedule_date=LATER)
    messages = functions.messages
    for query, token in (
        (messages.SendScheduledMessages(peer=peer, id=[]), "MESSAGE_IDS_EMPTY"),
        (messages.SendScheduledMessages(peer=peer, id=[9]), "MESSAGE_ID_INVALID"),
        (messages.DeleteScheduledMessages(peer=peer, id=[]), "MESSAGE_IDS_EMPTY"),
        (messages.DeleteScheduledMessages(peer=peer, id=[1] * 101), "LIMIT_INVALID"),
        (messages.GetScheduledMessages(peer=peer, id=[]), "MESSAGE_IDS_EMPTY"),
        (messages.GetScheduledHistory(peer=types.InputPeerEmpty(), hash=0), "PEER_ID_INVALID"),
        (messages.EditMessage(peer=peer, id=9, schedule_date=LATER), "MESSAGE_ID_INVALID"),
        (messages.EditMessage(peer=peer, id=1, schedule_date=LATER), "MESSAGE_NOT_MODIFIED"),
        (
            messages.EditMessage(peer=peer, id=1, message="", schedule_date=LATER),
            "MESSAGE_EMPTY",
        ),
        (
            messages.EditMessage(peer=peer, id=2, message="x", schedule_date=LATER),
            "MEDIA_PREV_INVALID",
        ),
        (
            messages.SendMessage(peer=peer, message=" ", random_id=1, schedule_date=LATER),
            "MESSAGE_EMPTY",
        ),
    ):
        assert await refusal(ann, query) == (400, token), query
    answer = await ann(messages.DeleteScheduledMessages(peer=peer, id=[9]))
    assert answer.updates == []


async def test_a_poll_waits_and_is_asked_when_it_goes(people: People) -> None:
    ann, ben = people.ann, people.ben
    said = types.TextWithEntities(text="When?", entities=[])
    answers: list[types.TypePollAnswer] = [
        types.PollAnswer(text=types.TextWithEntities(text=text, entities=[]), option=text.encode())
        for text in ("now", "later")
    ]
    poll = types.InputMediaPoll(poll=types.Poll(id=0, question=said, answers=answers, hash=0))
    answer = await ann.send_media(ann.to(ben), poll, schedule_date=LATER)
    assert answer.updates[1].message.media.poll.question == said
    await pass_time(people, 3_600)
    (asked,) = ben.pushed()
    media = asked.message.media
    assert (media.poll.question, media.poll.id != 0) == (said, True)
    vote = functions.messages.SendVote(peer=ben.to(ann), msg_id=asked.message.id, options=[b"now"])
    await ben(vote)


async def test_what_goes_to_a_group_is_unread_for_its_author_too(people: People) -> None:
    group = await make_group(people)
    ann, ben = group.ann, group.ben
    for _ in range(2):
        await ann.send(group.peer, "later", schedule_date=LATER)
    before = (await ann(functions.updates.GetState())).unread_count
    await pass_time(people, 3_600)
    assert (await ann.dialog_with(group.peer)).unread_count == 2
    assert (await ann(functions.updates.GetState())).unread_count == before + 2
    newest = (await ann.history(group.peer))[0]
    assert (newest.out, newest.from_scheduled) == (True, True)
    assert (await ben.dialog_with(group.peer)).unread_count == 3
    await ann(functions.messages.ReadHistory(peer=group.peer, max_id=newest.id))
    assert (await ann.dialog_with(group.peer)).unread_count == 0
    assert list(await people.stage.store.check()) == []
