"""messages.sendMessage: what the sender is answered, both mailboxes, and every refusal.

https://core.telegram.org/method/messages.sendMessage
"""

from typing import Any

import pytest

from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import BEN, People, Talker, sent_id

ME = types.InputPeerSelf()
# One UTF-16 unit more than characters.
EMOJI = "\N{GRINNING FACE}"


async def refusal(talker: Talker, peer: Any, text: str = "hi", **fields: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await talker.send(peer, text, **fields)
    return refused.value.code, refused.value.text


async def test_11_10_answer_names_the_id_before_the_message(people: People) -> None:
    ann, ben = people.ann, people.ben
    answer = await ann.send(ann.to(ben), "hello", random_id=-5)
    named, new = answer.updates
    assert named == types.UpdateMessageID(id=1, random_id=-5)
    assert isinstance(new, types.UpdateNewMessage)
    assert (new.pts, new.pts_count) == (2, 1)
    message = new.message
    assert (message.id, message.out, message.message) == (1, True, "hello")
    assert message.from_id == types.PeerUser(user_id=ann.id)
    assert message.peer_id == types.PeerUser(user_id=ben.id)
    assert message.date == answer.date == people.stage.clock.now()
    assert (answer.seq, answer.chats) == (0, [])
    assert [user.id for user in answer.users] == [ann.id, ben.id]


async def test_recipient_gets_it_under_their_own_id(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ben.send(ben.to(cat), "something else")
    await ann.send(ann.to(ben), "hello", silent=True, noforwards=True)
    (arrived,) = ben.pushed()
    message = arrived.message
    assert (arrived.pts, arrived.pts_count) == (3, 1)
    assert (message.id, message.out, message.message) == (2, False, "hello")
    assert (message.silent, message.noforwards) == (True, True)
    assert message.from_id == message.peer_id == types.PeerUser(user_id=ann.id)
    assert message.saved_peer_id is None


async def test_saved_messages_are_one_copy_read_at_once(people: People) -> None:
    ann = people.ann
    answer = await ann.send(ME, "note")
    message = answer.updates[1].message
    me = types.PeerUser(user_id=ann.id)
    assert (message.out, message.peer_id, message.saved_peer_id) == (False, me, me)
    assert await ann.pts() == 2
    dialog = await ann.dialog_with(ME)
    assert (dialog.unread_count, dialog.read_inbox_max_id, dialog.top_message) == (0, 1, 1)


async def test_own_access_hash_also_means_saved_messages(people: People) -> None:
    ann = people.ann
    answer = await ann.send(ann.to(ann), "note")
    assert answer.updates[1].message.saved_peer_id == types.PeerUser(user_id=ann.id)


async def test_service_account_takes_messages_that_nobody_reads(people: People) -> None:
    ann = people.ann
    peer = types.InputPeerUser(
        user_id=SERVICE_ACCOUNT_ID,
        access_hash=people.stage.service.access.of_user(ann.id, SERVICE_ACCOUNT_ID),
    )
    answer = await ann.send(peer, "hello server")
    assert (answer.updates[1].pts, answer.updates[1].message.id) == (2, 1)
    assert (await people.stage.store.state(SERVICE_ACCOUNT_ID)).pts == 1
    assert [m.message for m in await ann.history(peer)] == ["hello server"]


async def test_a_contact_is_shown_by_the_name_its_viewer_gave(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ben(
        functions.contacts.AddContact(
            id=ben.user(ann), first_name="Annie", last_name="", phone=ann.phone
        )
    )
    await ann.send(ann.to(ben))
    (envelope,) = ben.device.session.take()
    shown = {user.id: user for user in envelope.users}
    assert (shown[ann.id].first_name, shown[ann.id].contact) == ("Annie", True)
    assert shown[ben.id].phone == BEN


# --- refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fields", "code", "token"),
    [
        ("", {}, 400, "MESSAGE_EMPTY"),
        (" \n\t ", {}, 400, "MESSAGE_EMPTY"),
        ("x" * 4097, {}, 400, "MESSAGE_TOO_LONG"),
        (EMOJI * 2048 + "x", {}, 400, "MESSAGE_TOO_LONG"),
        ("hi", {"random_id": 0}, 400, "RANDOM_ID_EMPTY"),
        ("hi", {"schedule_date": 1_800_000_000}, 400, "SCHEDULE_DATE_TOO_LATE"),
        (
            "hi",
            {"schedule_date": 1_700_000_060, "schedule_repeat_period": 86_400},
            403,
            "PREMIUM_ACCOUNT_REQUIRED",
        ),
        (
            "hi",
            {"quick_reply_shortcut": types.InputQuickReplyShortcut(shortcut="x")},
            403,
            "PREMIUM_ACCOUNT_REQUIRED",
        ),
        ("hi", {"send_as": types.InputPeerChat(chat_id=1)}, 400, "SEND_AS_PEER_INVALID"),
        (
            "hi",
            {"reply_to": types.InputReplyToMessage(reply_to_msg_id=99)},
            400,
            "REPLY_MESSAGE_ID_INVALID",
        ),
        (
            "hi",
            {"reply_to": types.InputReplyToStory(peer=ME, story_id=1)},
            400,
            "REPLY_MESSAGE_ID_INVALID",
        ),
        (
            "hi",
            {"entities": [types.MessageEntityBold(offset=1, length=2)]},
            400,
            "ENTITY_BOUNDS_INVALID",
        ),
        (
            "hi",
            {"entities": [types.MessageEntityBold(offset=-1, length=2)]},
            400,
            "ENTITY_BOUNDS_INVALID",
        ),
        (
            "hi",
            {"entities": [types.MessageEntityBold(offset=0, length=1)] * 101},
            400,
            "ENTITIES_TOO_LONG",
        ),
        (
            "hi",
            {"entities": [types.MessageEntityBold(offset=0, length=1)] * 201},
            400,
            "ENTITIES_TOO_LONG",
        ),
        (
            "hi",
            {"entities": [types.MessageEntityTextUrl(offset=0, length=1, url="u" * 20_000)]},
            400,
            "ENTITIES_TOO_LONG",
        ),
    ],
)
async def test_bad_requests_are_refused(
    people: People, text: str, fields: dict[str, Any], code: int, token: str
) -> None:
    ann, ben = people.ann, people.ben
    assert await refusal(ann, ann.to(ben), text, **fields) == (code, token)
    assert (await ann.pts(), await ben.pts()) == (1, 1)
    assert ben.pushed() == []


async def test_text_of_the_greatest_length_is_taken(people: People) -> None:
    ann, ben = people.ann, people.ben
    for text in ("x" * 4096, EMOJI * 2048, f" {'x' * 4096}\n"):
        answer = await ann.send(ann.to(ben), text)
        assert answer.updates[1].message.message == text.strip()


async def test_blocking_refuses_both_ways(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ben(functions.contacts.Block(id=ben.to(ann)))
    assert await refusal(ann, ann.to(ben)) == (403, "USER_IS_BLOCKED")
    assert await refusal(ben, ben.to(ann)) == (400, "YOU_BLOCKED_USER")
    await ben(functions.contacts.Unblock(id=ben.to(ann)))
    await ann.send(ann.to(ben))
    await ben.send(ben.to(ann))


async def test_disabled_recipient_is_refused(people: People) -> None:
    ann, ben = people.ann, people.ben
    await people.stage.store.set_disabled(ben.id, True)
    assert await refusal(ann, ann.to(ben)) == (400, "INPUT_USER_DEACTIVATED")


# --- random_id -----------------------------------------------------------------------------


async def test_11_10_repeat_gets_the_same_answer_and_tells_nobody(people: People) -> None:
    ann, ben = people.ann, people.ben
    sibling = ann.sibling()
    first = await ann.send(ann.to(ben), "once", random_id=9)
    ben.pushed(), sibling.pushed()
    again = await ann.send(ann.to(ben), "once", random_id=9)
    assert again == first
    elsewhere = await sibling.send(ann.to(ben), "once", random_id=9)
    assert elsewhere == first
    assert (ann.pushed(), ben.pushed(), sibling.pushed()) == ([], [], [])
    assert (await ann.pts(), await ben.pts()) == (2, 2)


async def test_repeat_behind_other_changes_is_no_old_news(people: People) -> None:
    """Desktop drops an update with a pts it had; pts_count 0 at the present pts suits all."""
    ann, ben = people.ann, people.ben
    first = await ann.send(ann.to(ben), "once", random_id=9)
    await ben.send(ben.to(ann), "other")
    people.stage.clock.date += 60
    again = await ann.send(ann.to(ben), "once", random_id=9)
    named, new = again.updates
    assert named == first.updates[0]
    assert new.message == first.updates[1].message
    assert (new.pts, new.pts_count) == (3, 0)
    assert again.date == people.stage.clock.now()
    assert await ann.pts() == 3


async def test_repeat_shows_the_message_as_it_is_now(people: People) -> None:
    ann, ben = people.ann, people.ben
    message_id = sent_id(await ann.send(ann.to(ben), "once", random_id=9))
    await ann(functions.messages.EditMessage(peer=ann.to(ben), id=message_id, message="edited"))
    again = await ann.send(ann.to(ben), "once", random_id=9)
    assert again.updates[1].message.message == "edited"


async def test_repeat_of_a_deleted_message_says_that_it_is_gone(people: People) -> None:
    """TDLib heeds a deletion only if its pts is news: it takes one of its own."""
    ann, ben = people.ann, people.ben
    sibling = ann.sibling()
    message_id = sent_id(await ann.send(ann.to(ben), "once", random_id=9))
    await ben(functions.messages.DeleteMessages(revoke=True, id=[1]))
    ann.pushed(), sibling.pushed(), ben.pushed()
    named, new, gone = (await ann.send(ann.to(ben), "once", random_id=9)).updates
    assert named == types.UpdateMessageID(id=message_id, random_id=9)
    assert (new.message.id, new.message.message) == (message_id, "once")
    assert (new.pts, new.pts_count) == (3, 0)
    assert gone == types.UpdateDeleteMessages(messages=[message_id], pts=4, pts_count=1)
    assert sibling.pushed() == [gone]
    assert (ann.pushed(), ben.pushed()) == ([], [])
    told = await ann(functions.updates.GetDifference(pts=3, date=1, qts=0))
    assert told.other_updates == [gone]
    assert (await ann.pts(), await ben.pts()) == (4, 3)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "other"},
        {"silent": True},
        {"noforwards": True},
        {"entities": [types.MessageEntityBold(offset=0, length=1)]},
        {"reply_to": types.InputReplyToMessage(reply_to_msg_id=1)},
    ],
)
async def test_other_content_under_a_random_id_is_a_duplicate(
    people: People, fields: dict[str, Any]
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "first")
    await ann.send(ann.to(ben), "once", random_id=9)
    asked = {"text": "once", **fields}
    assert await refusal(ann, ann.to(ben), random_id=9, **asked) == (500, "RANDOM_ID_DUPLICATE")


@pytest.mark.parametrize("flag", ["clear_draft", "background", "update_stickersets_order"])
async def test_flags_about_the_client_make_no_other_content(people: People, flag: str) -> None:
    ann, ben = people.ann, people.ben
    first = await ann.send(ann.to(ben), "once", random_id=9)
    assert await ann.send(ann.to(ben), "once", random_id=9, **{flag: True}) == first


async def test_random_id_counts_per_sender_and_dialog(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "one", random_id=9)
    assert sent_id(await ann.send(ann.to(cat), "two", random_id=9)) == 2
    assert sent_id(await ben.send(ben.to(ann), "three", random_id=9)) == 2


# --- entities ------------------------------------------------------------------------------


async def test_entities_count_utf16_units(people: People) -> None:
    ann, ben = people.ann, people.ben
    text = f"  {EMOJI} bold and link"
    asked = [
        types.MessageEntityTextUrl(offset=14, length=4, url="https://example.org/x"),
        types.MessageEntityBold(offset=5, length=4),
    ]
    answer = await ann.send(ann.to(ben), text, entities=asked)
    (arrived,) = ben.pushed()
    for message in (answer.updates[1].message, arrived.message):
        assert message.message == text.strip()
        assert message.entities == [
            types.MessageEntityBold(offset=3, length=4),
            types.MessageEntityTextUrl(offset=12, length=4, url="https://example.org/x"),
        ]


async def test_server_finds_what_clients_leave_out(people: People) -> None:
    ann, ben = people.ann, people.ben
    text = f"{EMOJI} @somebody #tag /start me@example.org https://example.org +12025550199"
    answer = await ann.send(ann.to(ben), text)
    found = {type(e).__name__: (e.offset, e.length) for e in answer.updates[1].message.entities}
    assert found == {
        "MessageEntityMention": (3, 9),
        "MessageEntityHashtag": (13, 4),
        "MessageEntityBotCommand": (18, 6),
        "MessageEntityEmail": (25, 14),
        "MessageEntityUrl": (40, 19),
        "MessageEntityPhone": (60, 12),
    }


async def test_every_kind_a_client_may_set_comes_back(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    place = {"offset": 0, "length": 4}
    asked: list[Any] = [
        types.MessageEntityBold(**place),
        types.MessageEntityItalic(**place),
        types.MessageEntityUnderline(**place),
        types.MessageEntityStrike(**place),
        types.MessageEntitySpoiler(**place),
        types.MessageEntityBlockquote(collapsed=True, **place),
        types.MessageEntityCode(offset=5, length=4),
        types.MessageEntityPre(offset=10, length=4, language="py"),
        types.MessageEntityCustomEmoji(offset=15, length=2, document_id=7),
        types.InputMessageEntityMentionName(offset=18, length=3, user_id=ann.user(cat)),
    ]
    answer = await ann.send(ann.to(ben), f"text code prep {EMOJI} Cat", entities=asked)
    kept = answer.updates[1].message.entities
    assert {type(e).__name__.removeprefix("MessageEntity") for e in kept} == {
        *("Bold", "Italic", "Underline", "Strike", "Spoiler", "Blockquote"),
        *("Code", "Pre", "CustomEmoji", "MentionName"),
    }
    assert asked[5] in kept
    assert asked[7] in kept
    assert asked[8] in kept
    assert types.MessageEntityMentionName(offset=18, length=3, user_id=cat.id) in kept
    assert [user.id for user in answer.users] == [ann.id, ben.id, cat.id]


async def test_kinds_no_client_may_set_are_left_out(people: People) -> None:
    ann, ben = people.ann, people.ben
    unknown = types.MessageEntityUnknown(offset=0, length=2)
    answer = await ann.send(ann.to(ben), "hi", entities=[unknown])
    assert answer.updates[1].message.entities is None


# --- replies -------------------------------------------------------------------------------


def reply_to(message_id: int) -> types.InputReplyToMessage:
    return types.InputReplyToMessage(reply_to_msg_id=message_id)


async def test_reply_names_the_message_by_each_mailboxs_id(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ben.send(ben.to(cat), "shifts Ben's ids")
    first = sent_id(await ann.send(ann.to(ben), "first"))
    ben.pushed()
    answer = await ann.send(ann.to(ben), "second", reply_to=reply_to(first))
    (arrived,) = ben.pushed()
    assert answer.updates[1].message.reply_to == types.MessageReplyHeader(reply_to_msg_id=1)
    assert arrived.message.reply_to == types.MessageReplyHeader(reply_to_msg_id=2)


async def test_reply_to_what_the_other_deleted_goes_out_without(people: People) -> None:
    ann, ben = people.ann, people.ben
    first = sent_id(await ann.send(ann.to(ben), "first"))
    await ben(functions.messages.DeleteMessages(revoke=False, id=[1]))
    ben.pushed()
    answer = await ann.send(ann.to(ben), "second", reply_to=reply_to(first))
    (arrived,) = ben.pushed()
    assert answer.updates[1].message.reply_to == types.MessageReplyHeader(reply_to_msg_id=first)
    assert arrived.message.reply_to is None


async def test_reply_to_another_dialog_has_to_name_it(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    to_cat = sent_id(await ann.send(ann.to(cat), "for Cat"))
    token = (400, "REPLY_MESSAGE_ID_INVALID")
    assert await refusal(ann, ann.to(ben), reply_to=reply_to(to_cat)) == token


async def test_reply_with_id_0_is_none(people: People) -> None:
    ann, ben = people.ann, people.ben
    answer = await ann.send(ann.to(ben), reply_to=reply_to(0))
    assert answer.updates[1].message.reply_to is None


async def test_reply_to_another_dialog_is_refused(people: People) -> None:
    """What it answers would not be in the recipient's dialog."""
    ann, ben, cat = people.ann, people.ben, people.cat
    first = sent_id(await ann.send(ann.to(ben), "first"))
    own = types.InputReplyToMessage(reply_to_msg_id=first, reply_to_peer_id=ann.to(ben))
    answer = await ann.send(ann.to(ben), "second", reply_to=own)
    header = answer.updates[1].message.reply_to
    assert header == types.MessageReplyHeader(reply_to_msg_id=first)
    for foreign, token in [
        (ann.to(cat), "REPLY_MESSAGE_ID_INVALID"),
        (types.InputPeerSelf(), "REPLY_MESSAGE_ID_INVALID"),
        (types.InputPeerUser(user_id=ben.id, access_hash=0), "PEER_ID_INVALID"),
    ]:
        reply = types.InputReplyToMessage(reply_to_msg_id=first, reply_to_peer_id=foreign)
        with pytest.raises(RpcError, match=token):
            await ann.send(ann.to(ben), "third", reply_to=reply)


async def test_effects_are_kept_and_what_belongs_to_media_is_not(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hi", effect=5, invert_media=True)
    (arrived,) = ben.pushed()
    assert (arrived.message.effect, arrived.message.invert_media) == (5, False)


async def test_a_quote_of_nothing_is_none(people: People) -> None:
    """Old clients say "no reply" with id 0, also where they leave a quote behind."""
    ann, ben = people.ann, people.ben
    reply = types.InputReplyToMessage(reply_to_msg_id=0, quote_text="x")
    answer = await ann.send(ann.to(ben), "hi", reply_to=reply)
    assert answer.updates[1].message.reply_to is None
