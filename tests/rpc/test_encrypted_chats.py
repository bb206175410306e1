"""Beginning, accepting and ending end-to-end chats.

https://core.telegram.org/api/end-to-end
"""

from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain.encrypted_chats import DH_PRIME
from heliograph.mtproto.dh import DH_G, DH_PRIME_BYTES
from heliograph.tl import functions, types
from support.secret_talk import PUBLIC, SecretTalk, chats_in, difference
from support.stage import RpcError, sign_in_again
from support.talk import BEN, CAT, People, Talker

DAY_S = 86_400


@pytest.fixture
def talk(people: People) -> SecretTalk:
    return SecretTalk(people.ann, people.ben)


async def refusal(call: Any) -> str:
    with pytest.raises(RpcError) as refused:
        await call
    return f"{refused.value.code} {refused.value.text}"


async def config(talker: Talker, version: int = 0, random_length: int = 256) -> Any:
    return await talker(
        functions.messages.GetDhConfig(version=version, random_length=random_length)
    )


async def test_15_1_config_is_the_group_of_the_key_exchange(people: People) -> None:
    """Clients accept no other prime, or test it for minutes."""
    found = await config(people.ann)
    assert (found.p, found.g) == (DH_PRIME_BYTES, DH_G)


GROUPS = {1: "5fc5b3069f7f7a16ee4d371c57b052d30bdb2ffcbcb081240098e2c9c68e4999"}
"""SHA-256 of prime and generator, by version: whoever changes either adds a line."""


async def test_39_version_stands_for_one_prime_and_one_generator(people: People) -> None:
    found = await config(people.ann)
    assert GROUPS[found.version] == sha256(found.p + bytes([found.g])).hexdigest()


@pytest.mark.parametrize("length", [0, 1, 256, 1024])
async def test_39_config_is_sent_once_and_random_bytes_as_many_as_asked(
    people: People, length: int
) -> None:
    first = await config(people.ann, 0, length)
    again = await config(people.ann, first.version, length)
    assert isinstance(again, types.messages.DhConfigNotModified)
    assert len(first.random) == len(again.random) == length
    assert isinstance(await config(people.ann, first.version + 1), types.messages.DhConfig)


@pytest.mark.parametrize("length", [-1, 1025, 2**31 - 1])
async def test_config_gives_no_senseless_number_of_random_bytes(
    people: People, length: int
) -> None:
    assert await refusal(config(people.ann, 0, length)) == "400 RANDOM_LENGTH_INVALID"


async def test_15_1_chat_is_asked_for_and_accepted(people: People, talk: SecretTalk) -> None:
    ann, ben = people.ann, people.ben
    waiting = await talk.ask()
    assert isinstance(waiting, types.EncryptedChatWaiting)
    assert (waiting.id, waiting.admin_id, waiting.participant_id) == (talk.id, ann.id, ben.id)
    (requested,) = chats_in(ben.pushed())
    assert isinstance(requested, types.EncryptedChatRequested)
    assert (requested.id, requested.g_a, requested.admin_id) == (talk.id, PUBLIC, ann.id)
    assert requested.access_hash == talk.peer(ben).access_hash != waiting.access_hash

    opened = await talk.accept(g_b=PUBLIC[:-1] + b"b")
    assert isinstance(opened, types.EncryptedChat)
    assert (opened.g_a_or_b, opened.key_fingerprint) == (PUBLIC, 4242)
    (told,) = chats_in(ann.pushed())
    assert (told.g_a_or_b, told.key_fingerprint) == (PUBLIC[:-1] + b"b", 4242)
    assert told.access_hash == waiting.access_hash
    assert ben.pushed() == []


async def test_only_the_device_that_asked_hears_of_the_answer(
    people: People, talk: SecretTalk
) -> None:
    other = await people.ann.on_another_device(layer=198)
    await talk.ask()
    await talk.accept()
    assert len(chats_in(people.ann.pushed())) == 1
    assert chats_in(other.pushed()) == []
    assert chats_in((await difference(other, 1)).other_updates) == []


async def test_15_1_first_device_to_accept_wins_and_the_others_are_told(
    people: People, talk: SecretTalk
) -> None:
    other = await people.ben.on_another_device(layer=198)
    await talk.ask()
    assert isinstance(chats_in(other.pushed())[0], types.EncryptedChatRequested)
    await talk.accept()
    (gone,) = chats_in(other.pushed())
    assert gone == types.EncryptedChatDiscarded(id=talk.id)
    assert await refusal(talk.accept(other)) == "400 ENCRYPTION_ALREADY_ACCEPTED"
    assert await refusal(talk.discard(other)) == "400 ENCRYPTION_ALREADY_ACCEPTED"


async def test_repeats_are_answered_like_the_first_and_told_once(
    people: People, talk: SecretTalk
) -> None:
    first = await talk.ask()
    assert await talk.ask() == first
    opened = await talk.accept()
    assert await talk.accept() == opened
    assert isinstance(await talk.ask(), types.EncryptedChat)
    assert [len(chats_in(one.pushed())) for one in (people.ann, people.ben)] == [1, 1]
    other_half = PUBLIC[:-1] + b"?"
    assert await refusal(talk.accept(g_b=other_half)) == "400 ENCRYPTION_ALREADY_ACCEPTED"
    assert await refusal(talk.ask(g_a=other_half)) == "400 RANDOM_ID_DUPLICATE"


async def test_nobody_takes_anothers_chat_id(people: People, talk: SecretTalk) -> None:
    await talk.ask()
    theirs = SecretTalk(people.cat, people.ben)
    theirs.id = talk.id
    assert await refusal(theirs.ask()) == "400 RANDOM_ID_DUPLICATE"
    talk.id = 0
    assert await refusal(talk.ask()) == "400 RANDOM_ID_EMPTY"


WEAK = [
    b"",
    b"\x01",
    DH_PRIME,
    (int.from_bytes(DH_PRIME, "big") - 1).to_bytes(256, "big"),
    ((1 << 1984) - 1).to_bytes(256, "big"),
    (int.from_bytes(DH_PRIME, "big") - (1 << 1984) + 1).to_bytes(256, "big"),
    b"\0" + PUBLIC,
]


@pytest.mark.parametrize("weak", WEAK)
async def test_public_halves_that_give_the_secret_away_are_refused(
    talk: SecretTalk, weak: bytes
) -> None:
    assert await refusal(talk.ask(g_a=weak)) == "400 DH_G_A_INVALID"
    await talk.ask()
    assert await refusal(talk.accept(g_b=weak)) == "400 DH_G_A_INVALID"


@pytest.mark.parametrize("value", [1 << 1984, int.from_bytes(DH_PRIME, "big") - (1 << 1984)])
async def test_public_halves_at_the_margin_are_taken(talk: SecretTalk, value: int) -> None:
    assert isinstance(await talk.ask(g_a=value.to_bytes(256, "big")), types.EncryptedChatWaiting)


async def test_blocked_people_begin_no_chat(people: People, talk: SecretTalk) -> None:
    ann, ben = people.ann, people.ben
    await ben(functions.contacts.Block(id=ben.to(ann)))
    assert await refusal(talk.ask()) == "403 USER_IS_BLOCKED"
    back = SecretTalk(ben, ann)
    assert await refusal(back.ask()) == "400 YOU_BLOCKED_USER"


async def test_who_wants_messages_of_contacts_alone_gets_no_requests(
    people: People, talk: SecretTalk
) -> None:
    ben = people.ben
    settings = types.GlobalPrivacySettings(new_noncontact_peers_require_premium=True)
    await ben(functions.account.SetGlobalPrivacySettings(settings=settings))
    assert await refusal(talk.ask()) == "403 PRIVACY_PREMIUM_REQUIRED"
    await ben.send(ben.to(people.ann), "write me")
    assert isinstance(await talk.ask(), types.EncryptedChatWaiting)


async def test_no_chat_with_oneself_or_with_whom_there_is_not(people: People) -> None:
    assert await refusal(SecretTalk(people.ann, people.ann).ask()) == "400 USER_ID_INVALID"


async def test_device_that_wants_no_secret_chats_is_not_asked(
    people: People, talk: SecretTalk
) -> None:
    other = await people.ben.on_another_device(layer=198)
    devices = await people.ben(functions.account.GetAuthorizations())
    (own,) = [one for one in devices.authorizations if one.current]
    await people.ben(
        functions.account.ChangeAuthorizationSettings(
            hash=own.hash, encrypted_requests_disabled=True
        )
    )
    people.ben.pushed()
    other.pushed()
    await talk.ask()
    assert chats_in(people.ben.pushed()) == []
    assert chats_in((await difference(people.ben, 1)).other_updates) == []
    assert len(chats_in(other.pushed())) == 1


@pytest.mark.parametrize("delete_history", [True, False])
async def test_15_1_either_side_hangs_up(
    people: People, talk: SecretTalk, delete_history: bool
) -> None:
    await talk.open()
    assert await talk.discard(people.ben, delete_history=delete_history)
    (over,) = chats_in(people.ann.pushed())
    assert over == types.EncryptedChatDiscarded(id=talk.id, history_deleted=delete_history)
    assert people.ben.pushed() == []
    assert await refusal(talk.discard(people.ann)) == "400 ENCRYPTION_ALREADY_DECLINED"
    assert await refusal(talk.accept()) == "400 ENCRYPTION_ALREADY_DECLINED"
    assert isinstance(await talk.ask(), types.EncryptedChatDiscarded)


async def test_any_device_of_the_callee_may_decline(people: People, talk: SecretTalk) -> None:
    other = await people.ben.on_another_device(layer=198)
    await talk.ask()
    people.ben.pushed()
    assert await talk.discard(other)
    for talker in (people.ann, people.ben):
        (over,) = chats_in(talker.pushed())
        assert isinstance(over, types.EncryptedChatDiscarded)


async def test_strangers_end_no_chat(people: People, talk: SecretTalk) -> None:
    await talk.open()
    other = await people.ann.on_another_device(layer=198)
    for stranger in (people.cat, other):
        assert await refusal(talk.discard(stranger)) == "400 ENCRYPTION_ID_INVALID"
    assert await refusal(talk.accept(people.cat)) == "400 CHAT_ID_INVALID"
    talk.id = 0
    assert await refusal(talk.discard(people.ann)) == "400 CHAT_ID_EMPTY"


async def test_chat_is_named_by_who_was_given_its_hash(people: People, talk: SecretTalk) -> None:
    await talk.open()
    ann = people.ann
    forged = types.InputEncryptedChat(
        chat_id=talk.id, access_hash=talk.peer(people.ben).access_hash
    )
    for query in (
        functions.messages.AcceptEncryption(peer=forged, g_b=PUBLIC, key_fingerprint=1),
        functions.messages.SetEncryptedTyping(peer=forged, typing=True),
        functions.messages.ReadEncryptedHistory(peer=forged, max_date=1),
        functions.messages.ReportEncryptedSpam(peer=forged),
        functions.messages.SendEncrypted(peer=forged, random_id=1, data=b""),
    ):
        assert await refusal(ann(query)) == "400 CHAT_ID_INVALID"


async def test_log_out_ends_the_chats_of_the_device(people: People, talk: SecretTalk) -> None:
    await talk.open()
    await people.ben(functions.auth.LogOut())
    (over,) = chats_in(people.ann.pushed())
    assert over == types.EncryptedChatDiscarded(id=talk.id)


async def test_ended_session_ends_its_chats_and_what_waits_for_it(
    people: People, talk: SecretTalk
) -> None:
    other = await sign_in_again(people.ben.device, BEN, layer=198)
    await talk.open()
    await talk.send(people.ann)
    people.stage.clock.date += DAY_S
    devices = await other(functions.account.GetAuthorizations())
    (ended,) = [one for one in devices.authorizations if not one.current]
    await other(functions.account.ResetAuthorization(hash=ended.hash))
    assert len(chats_in(people.ann.pushed())) == 1
    assert await refusal(talk.send(people.ann)) == "400 ENCRYPTION_DECLINED"


async def test_deleted_account_leaves_no_chat_open(people: People, talk: SecretTalk) -> None:
    await talk.open()
    asked = SecretTalk(people.cat, people.ben)
    await asked.ask()
    await people.ben(functions.account.DeleteAccount(reason=""))
    for talker in (people.ann, people.cat):
        assert isinstance(chats_in(talker.pushed())[-1], types.EncryptedChatDiscarded)
    again = SecretTalk(people.ann, people.ben)
    assert await refusal(again.ask()) == "400 INPUT_USER_DEACTIVATED"


async def test_key_that_signs_in_to_another_account_gives_its_chats_up(
    people: People, talk: SecretTalk
) -> None:
    await talk.open()
    await people.ben.device.sign_in(CAT)
    assert isinstance(await talk.ask(), types.EncryptedChatDiscarded)


async def test_15_1_who_was_away_learns_what_chats_came_to(
    people: People, talk: SecretTalk
) -> None:
    ann, ben, clock = people.ann, people.ben, people.stage.clock
    clock.date += DAY_S
    left = clock.date
    clock.date += DAY_S
    await talk.ask()
    (requested,) = chats_in((await difference(ben, 1, date=left)).other_updates)
    assert isinstance(requested, types.EncryptedChatRequested)
    await talk.accept()
    (opened,) = chats_in((await difference(ann, 1, date=left)).other_updates)
    assert opened.g_a_or_b == PUBLIC
    clock.date += DAY_S
    assert isinstance(await difference(ann, 1, date=clock.date), types.updates.DifferenceEmpty)
    await talk.discard(ben)
    (over,) = chats_in((await difference(ann, 1, date=clock.date)).other_updates)
    assert isinstance(over, types.EncryptedChatDiscarded)


async def test_account_that_asks_too_much_waits(people: People) -> None:
    stage = people.stage
    stage.service.limits = replace(stage.service.limits, encrypted_requests_waiting=2)
    talks = [SecretTalk(people.ann, people.ben) for _ in range(3)]
    for talk in talks[:2]:
        await talk.ask()
    assert await refusal(talks[2].ask()) == "420 FLOOD_WAIT_60"
    await talks[0].accept()
    await talks[2].ask()


async def test_typing_and_reading_are_shown_to_the_other_device_alone(
    people: People, talk: SecretTalk
) -> None:
    other = await people.ben.on_another_device(layer=198)
    ann, ben, clock = people.ann, people.ben, people.stage.clock
    await talk.open()
    other.pushed()
    peer = talk.peer(ann)
    assert await ann(functions.messages.SetEncryptedTyping(peer=peer, typing=True))
    assert await ann(functions.messages.SetEncryptedTyping(peer=peer, typing=False))
    assert ben.pushed() == [types.UpdateEncryptedChatTyping(chat_id=talk.id)]
    for max_date in (clock.date, clock.date - 1):
        assert await ann(functions.messages.ReadEncryptedHistory(peer=peer, max_date=max_date))
    told = types.UpdateEncryptedMessagesRead(chat_id=talk.id, max_date=clock.date, date=clock.date)
    assert ben.pushed() == [told]
    assert told in (await difference(ben, 1)).other_updates
    assert other.pushed() == []


async def test_nobody_has_read_what_is_not_written_yet(people: People, talk: SecretTalk) -> None:
    await talk.open()
    asked = functions.messages.ReadEncryptedHistory(peer=talk.peer(people.ann), max_date=2**31 - 1)
    await people.ann(asked)
    assert people.ben.pushed()[0].max_date == people.stage.clock.date


async def test_17_5_spam_is_reported_by_either_side_and_by_nobody_else(
    people: People, talk: SecretTalk
) -> None:
    await talk.open()
    for talker in (people.ann, people.ben):
        assert await talker(functions.messages.ReportEncryptedSpam(peer=talk.peer(talker)))
    stranger = functions.messages.ReportEncryptedSpam(peer=talk.peer(people.cat))
    assert await refusal(people.cat(stranger)) == "400 CHAT_ID_INVALID"
