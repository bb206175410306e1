"""Address book, blocking, and finding people."""

from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.stage import Device, RpcError, Stage

ANN, BEN, CAT, NOBODY = "12025550101", "12025550102", "12025550103", "12025550199"


async def refusal(device: Device, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await device(query)
    return refused.value.code, refused.value.text


def import_(*phones: str) -> functions.contacts.ImportContacts:
    return functions.contacts.ImportContacts(
        contacts=[
            types.InputPhoneContact(client_id=i, phone=phone, first_name=f"N{i}", last_name="")
            for i, phone in enumerate(phones)
        ]
    )


def input_user(viewer: Device, whom: Device) -> types.InputUser:
    user_id = whom.key.account_id or 0
    access_hash = viewer.stage.service.access.of_user(viewer.key.account_id or 0, user_id)
    return types.InputUser(user_id=user_id, access_hash=access_hash)


def input_peer(viewer: Device, whom: Device) -> types.InputPeerUser:
    form = input_user(viewer, whom)
    return types.InputPeerUser(user_id=form.user_id, access_hash=form.access_hash)


def add(viewer: Device, whom: Device, phone: str = "") -> functions.contacts.AddContact:
    return functions.contacts.AddContact(
        id=input_user(viewer, whom), first_name="My", last_name="Friend", phone=phone
    )


async def test_imported_numbers_with_accounts_become_contacts(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    done = await ann(import_("+1 (202) 555-0102", NOBODY, ANN, ""))
    assert [(i.user_id, i.client_id) for i in done.imported] == [
        (ben.key.account_id, 0),
        (ann.key.account_id, 2),
    ]
    (user,) = [user for user in done.users if user.id == ben.key.account_id]
    assert (user.contact, user.mutual_contact, user.first_name, user.phone) == (
        True,
        False,
        "N0",
        BEN,
    )


async def test_contacts_are_told_unchanged_by_the_hash_clients_compute(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    for phone in (BEN, CAT):
        await stage.person(phone, "X")
    await ann(import_(BEN, CAT))
    whole = await ann(functions.contacts.GetContacts(hash=0))
    ids = [contact.user_id for contact in whole.contacts]
    assert ids == sorted(ids)
    assert whole.saved_count == 2
    hash_ = 0
    for number in [2, *ids]:
        hash_ ^= hash_ >> 21
        hash_ ^= hash_ << 35 & (2**64 - 1)
        hash_ ^= hash_ >> 4
        hash_ = (hash_ + number) % 2**64
    signed = hash_ - 2**64 if hash_ >= 2**63 else hash_
    same = functions.contacts.GetContacts(hash=signed)
    assert await ann(same) == types.contacts.ContactsNotModified()
    other = functions.contacts.GetContacts(hash=signed ^ 1)
    assert isinstance(await ann(other), types.contacts.Contacts)


async def test_37_nothing_is_not_modified_for_those_who_have_nothing(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    got = await ann(functions.contacts.GetContacts(hash=0))
    assert got == types.contacts.Contacts(contacts=[], saved_count=0, users=[])


async def test_contact_is_added_without_learning_the_number(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    done = await ann(add(ann, ben))
    (user,) = done.users
    assert (user.contact, user.first_name, user.last_name, user.phone) == (
        True,
        "My",
        "Friend",
        None,
    )
    assert isinstance(done.updates[0], types.UpdatePeerSettings)
    assert done.seq == 0


async def test_12_4_number_is_shown_to_those_the_owner_knows(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    look = functions.users.GetUsers(id=[input_user(ann, ben)])
    assert (await ann(look))[0].phone is None
    await ben(add(ben, ann))
    assert (await ann(look))[0].phone == BEN


@pytest.mark.parametrize("phone", ["+12025550102", "12025550102"])
async def test_38_number_typed_in_shows_and_makes_it_mutual(stage: Stage, phone: str) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await ben(add(ben, ann))
    (user,) = (await ann(add(ann, ben, phone))).users
    assert (user.phone, user.mutual_contact) == (BEN, True)


@pytest.mark.parametrize("phone", [NOBODY, BEN, "+" + BEN])
async def test_guess_of_a_number_shows_nothing(stage: Stage, phone: str) -> None:
    """Nor whether it was right: else all numbers could be tried on a username."""
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    (user,) = (await ann(add(ann, ben, phone))).users
    assert user.phone is None
    (later,) = await ann(functions.users.GetUsers(id=[input_user(ann, ben)]))
    assert later.phone is None


async def test_imported_contact_keeps_its_number_when_it_is_renamed(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await ann(import_(BEN))
    (user,) = (await ann(add(ann, ben))).users
    assert (user.first_name, user.phone) == ("My", BEN)


async def test_contact_needs_a_name_and_is_somebody_else(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    unnamed = add(ann, ben)
    unnamed.first_name = " "
    assert await refusal(ann, unnamed) == (400, "CONTACT_NAME_EMPTY")
    assert await refusal(ann, add(ann, ann)) == (400, "CONTACT_ID_INVALID")


async def test_deleted_contact_is_a_stranger_again(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await ann(import_(BEN))
    done = await ann(functions.contacts.DeleteContacts(id=[input_user(ann, ben)]))
    (user,) = done.users
    assert (user.contact, user.first_name, user.phone) == (False, "Ben", None)
    assert done.updates[0].settings.add_contact
    assert (await ann(functions.contacts.GetContacts(hash=0))).contacts == []


async def test_import_is_bounded(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    most, at_once = Limits().contacts_imported_per_day, Limits().contacts_per_import
    for _ in range(most // at_once - 1):
        await ann(import_(*[NOBODY] * at_once))
    await ann(import_(*[NOBODY] * (at_once - 1)))
    assert (await refusal(ann, import_(NOBODY, NOBODY)))[0] == 420


async def test_username_and_number_resolve(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await ben(functions.account.UpdateUsername(username="Benny"))
    for query in (
        functions.contacts.ResolveUsername(username="benny"),
        functions.contacts.ResolveUsername(username="@BENNY"),
        functions.contacts.ResolvePhone(phone="+" + BEN),
    ):
        found = await ann(query)
        assert found.peer == types.PeerUser(user_id=ben.key.account_id)
        assert found.users[0].access_hash == input_user(ann, ben).access_hash


@pytest.mark.parametrize(
    ("query", "token"),
    [
        (functions.contacts.ResolveUsername(username="nobody"), "USERNAME_NOT_OCCUPIED"),
        (functions.contacts.ResolveUsername(username=""), "USERNAME_INVALID"),
        (functions.contacts.ResolveUsername(username="x" * 99), "USERNAME_INVALID"),
        (functions.contacts.ResolvePhone(phone=NOBODY), "PHONE_NOT_OCCUPIED"),
        (functions.contacts.ResolvePhone(phone=""), "PHONE_NOT_OCCUPIED"),
        (functions.contacts.Search(q=" ", limit=5), "SEARCH_QUERY_EMPTY"),
    ],
)
async def test_nobody_is_not_found(stage: Stage, query: Any, token: str) -> None:
    assert await refusal(await stage.person(ANN, "Ann"), query) == (400, token)


async def test_people_are_not_to_be_enumerated(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    body = encode(functions.contacts.ResolveUsername(username="nobody"), NEWEST)
    for _ in range(Limits().resolves_per_account_per_hour):
        await ann.raw(body)
    for query in (
        functions.contacts.ResolvePhone(phone=NOBODY),
        functions.contacts.Search(q="somebody", limit=1),
        functions.account.CheckUsername(username="somebody"),
        functions.account.UpdateUsername(username="somebody"),
    ):
        code, text = await refusal(ann, query)
        assert (code, text.rpartition("_")[0]) == (420, "FLOOD_WAIT")


async def test_search_finds_contacts_by_name_and_strangers_by_username(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben", "Bold")
    cat = await stage.person(CAT, "Cat")
    await cat(functions.account.UpdateUsername(username="bengal"))
    await ann(import_(BEN))
    mine = await ann(functions.contacts.Search(q="n0", limit=5))
    assert [peer.user_id for peer in mine.my_results] == [ben.key.account_id]
    other = await ann(functions.contacts.Search(q="Bengal", limit=5))
    assert [peer.user_id for peer in other.results] == [cat.key.account_id]


async def test_blocked_people_are_listed_newest_first_and_let_in_again(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    cat = await stage.person(CAT, "Cat")
    for whom in (ben, cat, ben):
        assert await ann(functions.contacts.Block(id=input_peer(ann, whom))) is True
    page = await ann(functions.contacts.GetBlocked(offset=0, limit=1))
    assert isinstance(page, types.contacts.BlockedSlice)
    assert page.count == 2
    whole = await ann(functions.contacts.GetBlocked(offset=0, limit=10))
    assert [row.peer_id.user_id for row in whole.blocked] == [
        cat.key.account_id,
        ben.key.account_id,
    ]
    full = await ann(functions.users.GetFullUser(id=input_user(ann, ben)))
    assert full.full_user.blocked
    assert await ann(functions.contacts.Unblock(id=input_peer(ann, ben))) is True
    left = await ann(functions.contacts.GetBlocked(offset=0, limit=10))
    assert len(left.blocked) == 1


async def test_blocked_sender_gets_user_is_blocked(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await ann(functions.contacts.Block(id=input_peer(ann, ben)))
    query = functions.messages.SendMessage(peer=input_peer(ben, ann), message="hi", random_id=1)
    assert await refusal(ben, query) == (403, "USER_IS_BLOCKED")


async def test_nobody_blocks_themselves(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    query = functions.contacts.Block(id=types.InputPeerSelf())
    assert await refusal(ann, query) == (400, "CONTACT_ID_INVALID")


async def test_service_account_cannot_be_blocked(stage: Stage) -> None:
    """It brings login codes and notices of sign-ins."""
    ann = await stage.person(ANN, "Ann")
    access_hash = stage.service.access.of_user(ann.key.account_id or 0, SERVICE_ACCOUNT_ID)
    service = types.InputPeerUser(user_id=SERVICE_ACCOUNT_ID, access_hash=access_hash)
    assert await refusal(ann, functions.contacts.Block(id=service)) == (400, "CONTACT_ID_INVALID")


async def test_statuses_tell_when_contacts_were_there(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await ann(import_(BEN))
    answer = await ann.raw(encode(functions.contacts.GetStatuses(), NEWEST))
    offline = types.UserStatusOffline(was_online=stage.clock.now())
    status = types.ContactStatus(user_id=ben.key.account_id or 0, status=offline)
    assert answer[8:] == encode(status, NEWEST)
