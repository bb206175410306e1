"""Reporting in the apps: the steps, what may be reported by whom, the receipt, and the silence."""

import struct
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.config import Limits
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.rpc import reports
from heliograph.tl import functions, types
from heliograph.tl import registry as schema
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.channels import make_place
from support.communities import make_community
from support.groups import make_group
from support.stage import RpcError, read
from support.talk import People, Talker, sent_id

SPAM = "Spam or unwanted advertising"
REASON = types.InputReportReasonFake()


async def step(
    who: Talker, peer: Any, ids: Sequence[int], option: bytes = b"", words: str = ""
) -> Any:
    return await who(
        functions.messages.Report(peer=peer, id=list(ids), option=option, message=words)
    )


async def choose(who: Talker, peer: Any, ids: Sequence[int], *titles: str, words: str = "") -> Any:
    """What the choice of these titles, one after the other, leads to."""
    result = await step(who, peer, ids)
    for title in titles:
        (option,) = [one.option for one in result.options if one.text == title]
        result = await step(who, peer, ids, option, words)
    return result


def receipts(who: Talker) -> list[str]:
    """What the service account has sent to the session since the last time."""
    return [
        update.message.message
        for update in who.pushed()
        if isinstance(update, types.UpdateNewMessage)
        and update.message.peer_id == types.PeerUser(user_id=SERVICE_ACCOUNT_ID)
    ]


async def cases(people: People) -> list[Any]:
    return list(await people.stage.service.intake.store.inbox(limit=100))


async def refused(call: Any) -> str:
    with pytest.raises(RpcError) as refusal:
        await call
    return refusal.value.text


async def test_17_1_a_message_is_reported_in_steps_and_a_receipt_comes(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    first = await step(ben, ben.to(ann), [2])
    assert isinstance(first, types.ReportResultChooseOption)
    assert first.title == "What is wrong?"
    assert 5 <= len(first.options) <= 10
    words = await choose(ben, ben.to(ann), [2], "Scam or fraud", "Phishing")
    assert isinstance(words, types.ReportResultAddComment)
    assert words.optional
    assert await cases(talking) == []
    made = await step(ben, ben.to(ann), [2], words.option, "it wants my bank’s password")
    assert made == types.ReportResultReported()
    (case,) = await cases(talking)
    assert (case.category, case.keyword) == (
        "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        "KEYWORD_PHISHING",
    )
    assert case.subject.peer_id == ann.id
    (receipt,) = receipts(ben)
    assert "Phishing" in receipt
    evidence = await talking.stage.service.intake.store.read_evidence(
        case.id, reader="a test", reason="to look", date=talking.stage.clock.now()
    )
    assert [one.snapshot.texts for one in evidence] == [("one",)]


async def test_words_are_asked_for_until_there_are_some_where_nothing_fits(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    path = ("Scam or fraud", "Something else")
    asked = await choose(ben, ben.to(ann), [2], *path)
    assert not asked.optional
    again = await step(ben, ben.to(ann), [2], asked.option, "  ")
    assert isinstance(again, types.ReportResultAddComment)
    assert await cases(talking) == []
    assert await step(ben, ben.to(ann), [2], again.option, "odd") == types.ReportResultReported()


async def test_the_steps_and_the_receipt_speak_the_reporters_language(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    key = ben.device.key
    assert key.client is not None
    key.client = replace(key.client, lang_code="de")
    asked = await choose(ben, ben.to(ann), [2], "Betrug", "Phishing")
    await step(ben, ben.to(ann), [2], asked.option)
    (receipt,) = receipts(ben)
    assert receipt.startswith("Danke.")


async def test_who_reports_the_same_again_counts_once_and_gets_no_second_receipt(
    talking: People,
) -> None:
    ann, ben = talking.ann, talking.ben
    for _ in range(2):
        await choose(ben, ben.to(ann), [2], SPAM, words="again and again")
    (case,) = await cases(talking)
    assert case.reports == 1
    assert len(receipts(ben)) == 1


async def test_a_receipt_that_was_lost_comes_with_the_next_try(
    talking: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server dies once the report is kept, and the app asks again."""
    ann, ben = talking.ann, talking.ben

    async def die(*_: Any, **__: Any) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(reports, "send_service_message", die)
        assert "INTERNAL" in await refused(choose(ben, ben.to(ann), [2], SPAM, words="again"))
    await choose(ben, ben.to(ann), [2], SPAM, words="again")
    (case,) = await cases(talking)
    assert case.reports == 1
    assert len(receipts(ben)) == 1


async def test_34_android_asks_before_it_knows_which_messages(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    first = await step(ben, ben.to(ann), [])
    (spam,) = [one for one in first.options if one.text.startswith("Spam")]
    assert await refused(step(ben, ben.to(ann), [], spam.option)) == "MESSAGE_ID_REQUIRED"
    asked = await step(ben, ben.to(ann), [2], spam.option)
    assert isinstance(asked, types.ReportResultAddComment)
    assert await cases(talking) == []


async def test_an_option_is_no_use_to_others_elsewhere_or_changed(talking: People) -> None:
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    first = await step(ben, ben.to(ann), [2])
    option = first.options[0].option
    assert await refused(step(cat, cat.to(ben), [1], option)) == "OPTION_INVALID"
    assert await refused(step(ben, ben.to(cat), [1], option)) == "OPTION_INVALID"
    assert await refused(step(ben, ben.to(ann), [2], option[:-1] + b"x")) == "OPTION_INVALID"
    # Words that clients of old used to name a reason are none today.
    assert await refused(step(ben, ben.to(ann), [2], b"spam")) == "OPTION_INVALID"
    assert await cases(talking) == []


async def test_a_client_of_old_reports_in_one_step(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    old = await ben.on_another_device(layer=158)
    definition = schema.at_layer("messages.report", 158)
    assert definition is not None
    body = struct.pack("<I", definition.id) + encode(ben.to(ann), NEWEST)
    body += bytes.fromhex("15c4b51c") + struct.pack("<ii", 1, 2)
    body += encode(types.InputReportReasonChildAbuse(), NEWEST) + b"\x04look" + bytes(3)
    assert read(await old.device.raw(body)) is True
    (case,) = await cases(talking)
    assert case.keyword == "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"
    assert len(receipts(ben)) == 1


async def test_only_what_is_seen_can_be_reported(talking: People) -> None:
    """Ids of another dialog, of somebody else's mailbox, and of nobody's."""
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    for who, whom, one in ((ben, ann, 1), (ben, ann, 999), (cat, ann, 2)):
        with pytest.raises(RpcError, match="MESSAGE_ID_INVALID"):
            await choose(who, who.to(whom), [one], SPAM, words="x")
    assert await cases(talking) == []


async def test_a_group_is_reported_by_who_is_in_it(people: People) -> None:
    group = await make_group(people)
    ben = people.ben
    peer = types.InputPeerChat(chat_id=group.id)
    assert await ben(functions.account.ReportPeer(peer=peer, reason=REASON, message=""))
    (case,) = await cases(people)
    assert case.subject.kind == "chat"
    dan = await people.stage.person("12025550104", "Dan")
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await dan(functions.account.ReportPeer(peer=peer, reason=REASON, message=""))


async def test_what_is_hidden_from_a_newcomer_cannot_be_reported_by_them(people: People) -> None:
    group = await make_community(people)
    await group.change(hidden_history=True)
    secret = sent_id(await people.ann.send(group.peer(people.ann), "before you came"))
    dan = await group.stranger()
    invite = await people.ann(functions.messages.ExportChatInvite(peer=group.peer(people.ann)))
    await dan(functions.messages.ImportChatInvite(hash=invite.link.rpartition("+")[2]))
    with pytest.raises(RpcError, match="MESSAGE_ID_INVALID"):
        await choose(dan, group.peer(dan), [secret], SPAM, words="x")
    await choose(people.ben, group.peer(people.ben), [secret], SPAM, words="x")
    assert len(await cases(people)) == 1


async def test_strangers_and_the_banned_report_nothing_of_a_private_place(people: People) -> None:
    group = await make_community(people)
    said = sent_id(await people.ann.send(group.peer(people.ann), "among us"))
    dan = await group.stranger()
    await group.limit(people.ann, people.cat, view_messages=True)
    for who in (dan, people.cat):
        with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
            await step(who, group.peer(who), [said])
        with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
            await who(functions.account.ReportPeer(peer=group.peer(who), reason=REASON, message=""))
    assert await cases(people) == []


async def test_anybody_reports_a_post_of_a_public_channel(people: People) -> None:
    place = await make_place(people, broadcast=True)
    said = sent_id(await people.ann.send(place.peer(people.ann), "buy this"))
    await choose(people.cat, place.peer(people.cat), [said], SPAM, words="x")
    (case,) = await cases(people)
    assert (case.subject.kind, case.subject.item_id) == ("message", said)
    assert case.subject.surface == "public_channel"


async def test_the_reported_is_told_nothing(people: People) -> None:
    """Neither they nor anybody else but the reporter hears of anything at all."""
    ann, ben, cat = people.ann, people.ben, people.cat
    place = await make_place(people)
    await place.join(cat)
    said = sent_id(await ann.send(place.peer(ann), "something bad"))
    for who in (ann, ben, cat):
        who.pushed()
    before, stood = len(people.stage.events), await ann.pts()
    await choose(ben, place.peer(ben), [said], SPAM, words="look")
    assert await ben(functions.account.ReportPeer(peer=ben.to(ann), reason=REASON, message=""))
    assert await ben(functions.messages.ReportSpam(peer=ben.to(ann)))
    assert await ben(
        functions.channels.ReportSpam(
            channel=place.channel(ben), participant=ben.to(ann), id=[said]
        )
    )
    assert ann.pushed() == []
    assert cat.pushed() == []
    assert await ann.pts() == stood
    told = people.stage.events[before:]
    assert told
    assert {event.change.owner_id for event in told} == {ben.id}
    assert len(receipts(ben)) == 2


async def test_17_2_people_photos_and_spam_are_reported(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    assert await ben(functions.account.ReportPeer(peer=ben.to(ann), reason=REASON, message=""))
    (case,) = await cases(talking)
    assert case.keyword == "KEYWORD_INAUTHENTIC_ACCOUNTS"
    photo = types.InputPhoto(id=7, access_hash=1, file_reference=b"")
    query = functions.account.ReportProfilePhoto(
        peer=ben.to(ann), photo_id=photo, reason=REASON, message=""
    )
    assert await ben(query)
    assert await ann(functions.messages.ReportSpam(peer=ann.to(ben)))
    assert [case.subject.kind for case in await cases(talking)].count("photo") == 1
    assert {case.subject.peer_id for case in await cases(talking)} == {ann.id, ben.id}
    nothing = replace_photo(query)
    with pytest.raises(RpcError, match="PHOTO_ID_INVALID"):
        await ben(nothing)


def replace_photo(query: Any) -> Any:
    return functions.account.ReportProfilePhoto(
        peer=query.peer, photo_id=types.InputPhotoEmpty(), reason=REASON, message=""
    )


async def test_nobody_reports_themselves(talking: People) -> None:
    ben = talking.ben
    for query in (
        functions.account.ReportPeer(peer=types.InputPeerSelf(), reason=REASON, message=""),
        functions.messages.ReportSpam(peer=types.InputPeerSelf()),
    ):
        with pytest.raises(RpcError, match="PEER_ID_INVALID"):
            await ben(query)


async def test_17_3_spam_in_a_supergroup_is_whose_it_is_said_to_be(people: People) -> None:
    place = await make_place(people)
    ann, ben = people.ann, people.ben
    theirs = sent_id(await ben.send(place.peer(ben), "buy"))
    own = sent_id(await ann.send(place.peer(ann), "no"))

    def asked(*ids: int) -> Any:
        return functions.channels.ReportSpam(
            channel=place.channel(ann), participant=ann.to(ben), id=list(ids)
        )

    with pytest.raises(RpcError, match="MESSAGE_ID_INVALID"):
        await ann(asked(own))
    assert await ann(asked(own, theirs))
    assert [case.subject.item_id for case in await cases(people)] == [theirs]


async def test_a_report_of_spam_does_not_tell_who_speaks_for_a_supergroup(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.make_admin(ben, ban_users=True, anonymous=True)
    said = sent_id(await ben.send(group.peer(ben), "from all of us"))

    def asked(participant: Any) -> Any:
        return functions.channels.ReportSpam(
            channel=group.named_by(cat), participant=participant, id=[said]
        )

    for guessed in (ann, ben):
        with pytest.raises(RpcError, match="MESSAGE_ID_INVALID"):
            await cat(asked(cat.to(guessed)))
    assert await cat(asked(group.peer(cat)))
    assert [case.subject.item_id for case in await cases(people)] == [said]


async def react(who: Talker, peer: Any, message_id: int) -> None:
    reaction = [types.ReactionEmoji(emoticon="👍")]
    await who(functions.messages.SendReaction(peer=peer, msg_id=message_id, reaction=reaction))


async def test_17_4_a_reaction_is_reported_by_who_sees_whose_it_is(people: People) -> None:
    place = await make_place(people)
    ann, ben, cat = people.ann, people.ben, people.cat
    said = sent_id(await ann.send(place.peer(ann), "hello"))
    await react(ben, place.peer(ben), said)

    def asked(by: Talker, whom: Talker, one: int = said) -> Any:
        return functions.messages.ReportReaction(
            peer=place.peer(by), id=one, reaction_peer=by.to(whom)
        )

    with pytest.raises(RpcError, match="USER_ID_INVALID"):
        await ann(asked(ann, cat))
    with pytest.raises(RpcError, match="MESSAGE_ID_INVALID"):
        await ann(asked(ann, ben, 999))
    assert await ann(asked(ann, ben))
    (case,) = await cases(people)
    assert (case.subject.kind, case.subject.peer_id) == ("account", ben.id)


async def test_who_reacts_to_a_post_stays_unknown(people: People) -> None:
    """A channel tells nobody who reacted: whoever guesses is told they are wrong."""
    place = await make_place(people, broadcast=True)
    ann, ben, cat = people.ann, people.ben, people.cat
    said = sent_id(await ann.send(place.peer(ann), "news"))
    await react(ben, place.peer(ben), said)
    with pytest.raises(RpcError, match="USER_ID_INVALID"):
        await cat(
            functions.messages.ReportReaction(
                peer=place.peer(cat), id=said, reaction_peer=cat.to(ben)
            )
        )


async def test_whoever_reports_too_often_waits(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    query = functions.account.ReportPeer(peer=ben.to(ann), reason=REASON, message="")
    for _ in range(Limits().reports_per_account_per_hour):
        assert await ben(query)
    with pytest.raises(RpcError, match="FLOOD_WAIT_60"):
        await ben(query)
    assert await ann(functions.account.ReportPeer(peer=ann.to(ben), reason=REASON, message=""))


async def test_a_report_of_many_messages_costs_as_much_as_several(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    many = list(range(1, Limits().reported_messages_max + 1))
    given = (ben.to(ann), many, SPAM)
    for _ in range(Limits().reports_per_account_per_hour * 10 // len(many)):
        assert await choose(ben, *given, words="all of it") == types.ReportResultReported()
    with pytest.raises(RpcError, match="FLOOD_WAIT"):
        await choose(ben, *given, words="all of it")


async def test_too_many_messages_and_too_many_words_are_refused(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    many = list(range(1, Limits().reported_messages_max + 2))
    with pytest.raises(RpcError, match="LIMIT_INVALID"):
        await step(ben, ben.to(ann), many)
    with pytest.raises(RpcError, match="MESSAGE_TOO_LONG"):
        await ben(
            functions.account.ReportPeer(peer=ben.to(ann), reason=REASON, message="x" * 5_001)
        )
