"""Address book, blocking, and finding people."""

import struct
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.config import Limits
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.rpc.hashes import list_hash
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.stage import Device, RpcError, Stage
from support.takeouts import begin_takeout

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


async def test_imported_names_are_trimmed_and_cut_to_what_names_may_be(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    for phone in (BEN, CAT):
        await stage.person(phone, "X")
    query = import_(BEN, CAT)
    query.contacts[0].first_name, query.contacts[0].last_name = " ", " " + "L" * 70
    query.contacts[1].first_name, query.contacts[1].last_name = " " + "F" * 70, " Oak "
    users = {user.phone: user for user in (await ann(query)).users}
    assert (users[BEN].first_name, users[BEN].last_name) == ("L" * 64, "L" * 64)
    assert (users[CAT].first_name, users[CAT].last_name) == ("F" * 64, "Oak")
    query.contacts[1].first_name, query.contacts[1].last_name = "", ""
    users = {user.phone: user for user in (await ann(query)).users}
    assert (users[CAT].first_name, users[CAT].last_name) == (CAT, None)


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


async def test_lines_beyond_what_is_taken_are_to_be_sent_again(stage: Stage) -> None:
    stage.service.limits = replace(stage.service.limits, contacts_per_import=2)
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    done = await ann(import_(NOBODY, BEN, CAT, ANN))
    assert [one.user_id for one in done.imported] == [ben.key.account_id]
    assert done.retry_contacts == [2, 3]


async def test_numbers_nobody_has_are_awaited_and_can_be_forgotten(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    await ann(import_(NOBODY, CAT, "12"))
    assert await refusal(ann, functions.contacts.GetSaved()) == (400, "TAKEOUT_REQUIRED")
    saved = await stage.store.awaited(ann.key.account_id or 0)
    assert [entry.phone for entry in saved] == [CAT, NOBODY]
    delete = functions.contacts.DeleteByPhones(phones=["+" + CAT])
    assert await ann(delete) is True
    assert [e.phone for e in await stage.store.awaited(ann.key.account_id or 0)] == [NOBODY]
    assert await ann(functions.contacts.ResetSaved()) is True
    assert await stage.store.awaited(ann.key.account_id or 0) == ()


async def test_contacts_are_deleted_by_the_numbers_they_were_imported_with(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    cat = await stage.person(CAT, "Cat")
    await ann(import_(BEN))
    await ann(add(ann, cat))
    await ann(functions.contacts.DeleteByPhones(phones=[BEN, CAT]))
    left = await ann(functions.contacts.GetContacts(hash=0))
    # Whoever was added without a number is not known by it.
    assert [contact.user_id for contact in left.contacts] == [cat.key.account_id]
    assert ben.key.account_id not in [user.id for user in left.users]


async def test_changes_of_the_address_book_reach_the_other_devices(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    sibling = ann.sibling()
    sibling.session.subscribe()
    for change, known in (
        (import_(BEN), True),
        (functions.contacts.DeleteContacts(id=[input_user(ann, ben)]), False),
        (add(ann, ben), True),
    ):
        await ann(change)
        (envelope,) = sibling.session.take()
        assert [user.contact for user in envelope.users] == [known]
        assert isinstance(envelope.updates[0], types.UpdatePeerSettings)


async def test_notes_are_the_owners_own(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    bold = types.MessageEntityBold(offset=0, length=4)
    note = types.TextWithEntities(text="from school", entities=[bold])
    write = functions.contacts.UpdateContactNote(id=input_user(ann, ben), note=note)
    assert await refusal(ann, write) == (400, "CONTACT_ID_INVALID")
    await ann(add(ann, ben))
    assert await ann(write) is True
    page = functions.users.GetFullUser(id=input_user(ann, ben))
    assert (await ann(page)).full_user.note == note
    theirs = functions.users.GetFullUser(id=input_user(ben, ben))
    assert (await ben(theirs)).full_user.note is None
    write.note = types.TextWithEntities(text="x" * 129, entities=[])
    assert await refusal(ann, write) == (400, "MESSAGE_TOO_LONG")
    link = types.MessageEntityTextUrl(offset=0, length=4, url="x" * 20_000)
    mention = types.MessageEntityMentionName(offset=0, length=4, user_id=ben.key.account_id or 0)
    for entities, refused in (
        ([types.MessageEntityBold(offset=0, length=99)], "ENTITY_BOUNDS_INVALID"),
        ([link], "ENTITIES_TOO_LONG"),
    ):
        write.note = types.TextWithEntities(text="note", entities=entities)
        assert await refusal(ann, write) == (400, refused)
    write.note = types.TextWithEntities(text="from school", entities=[mention, bold])
    await ann(write)
    assert (await ann(page)).full_user.note == note
    write.note = types.TextWithEntities(text=" ", entities=[])
    await ann(write)
    assert (await ann(page)).full_user.note is None


async def test_import_with_a_note_that_is_too_long_keeps_nothing(stage: Stage) -> None:
    ann, _ = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    query = import_(BEN, NOBODY)
    query.contacts[0].note = types.TextWithEntities(text="x" * 129, entities=[])
    assert await refusal(ann, query) == (400, "MESSAGE_TOO_LONG")
    assert (await ann(functions.contacts.GetContacts(hash=0))).contacts == []
    assert await stage.store.awaited(ann.key.account_id or 0) == ()


async def test_blocked_list_says_since_when_and_is_told(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    stage.clock.date += 5
    await ann(functions.contacts.Block(id=input_peer(ann, ben)))
    (row,) = (await ann(functions.contacts.GetBlocked(offset=0, limit=10))).blocked
    assert row.date == stage.clock.now()


async def test_story_list_is_apart_from_the_other(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    sibling = ann.sibling()
    sibling.session.subscribe()
    await ann(functions.contacts.Block(id=input_peer(ann, ben), my_stories_from=True))
    (update,) = sibling.session.take()[0].updates
    assert (update.blocked, update.blocked_my_stories_from) == (False, True)
    page = functions.users.GetFullUser(id=input_user(ann, ben))
    full = (await ann(page)).full_user
    assert (full.blocked, full.blocked_my_stories_from) == (False, True)
    assert (await ann(functions.contacts.GetBlocked(offset=0, limit=10))).blocked == []
    stories = functions.contacts.GetBlocked(my_stories_from=True, offset=0, limit=10)
    assert len((await ann(stories)).blocked) == 1
    await ann(functions.contacts.Unblock(id=input_peer(ann, ben), my_stories_from=True))
    assert (await ann(stories)).blocked == []


async def test_blocked_list_is_replaced_as_a_whole(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    ben, cat = await stage.person(BEN, "Ben"), await stage.person(CAT, "Cat")
    await ann(functions.contacts.Block(id=input_peer(ann, ben)))
    replaced = functions.contacts.SetBlocked(id=[input_peer(ann, cat)], limit=10)
    assert await ann(replaced) is True
    rows = (await ann(functions.contacts.GetBlocked(offset=0, limit=10))).blocked
    assert [row.peer_id.user_id for row in rows] == [cat.key.account_id]
    replaced.id = [input_peer(ann, ben), types.InputPeerSelf()]
    assert await refusal(ann, replaced) == (400, "CONTACT_ID_INVALID")
    assert (await ann(functions.contacts.GetBlocked(offset=0, limit=10))).blocked == rows


async def test_the_story_list_is_replaced_apart_and_other_devices_hear(
    stage: Stage,
) -> None:
    ann = await stage.person(ANN, "Ann")
    ben, cat = await stage.person(BEN, "Ben"), await stage.person(CAT, "Cat")
    await ann(functions.contacts.Block(id=input_peer(ann, ben)))
    await ann(functions.contacts.Block(id=input_peer(ann, ben), my_stories_from=True))
    sibling = ann.sibling()
    for device in (ann, sibling):
        device.session.subscribe()
    replaced = functions.contacts.SetBlocked(
        id=[input_peer(ann, cat)], limit=10, my_stories_from=True
    )
    await ann(replaced)
    told = [update for envelope in sibling.session.take() for update in envelope.updates]
    assert [(one.peer_id.user_id, one.blocked, one.blocked_my_stories_from) for one in told] == [
        (ben.key.account_id, True, False),
        (cat.key.account_id, False, True),
    ]
    # Who asked is told of the later one, too, if others are still being told of the earlier one.
    own = [update for envelope in ann.session.take() for update in envelope.updates]
    assert own in ([], told[1:])
    # The order of the list that is named is that of the list that there is.
    replaced.id = [input_peer(ann, ben), input_peer(ann, cat)]
    await ann(replaced)
    for stories, listed in ((False, [ben]), (True, [ben, cat])):
        query = functions.contacts.GetBlocked(my_stories_from=stories, offset=0, limit=10)
        rows = (await ann(query)).blocked
        assert [row.peer_id.user_id for row in rows] == [one.key.account_id for one in listed]


async def test_contact_ids_are_those_of_the_contacts(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await ann(import_(BEN))
    raw = await ann.raw(encode(functions.contacts.GetContactIDs(hash=0), NEWEST))
    assert raw[4:] == struct.pack("<ii", 1, ben.key.account_id or 0)


def top_peers(**fields: Any) -> functions.contacts.GetTopPeers:
    return functions.contacts.GetTopPeers(**{"offset": 0, "limit": 10, "hash": 0, **fields})


async def write(sender: Device, to: Device, random_id: int) -> None:
    peer = input_peer(sender, to)
    await sender(functions.messages.SendMessage(peer=peer, message="hi", random_id=random_id))


async def test_top_peers_are_those_written_to_most_as_of_late(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    ben, cat = await stage.person(BEN, "Ben"), await stage.person(CAT, "Cat")
    assert (await ann(top_peers(correspondents=True))).categories == []
    await write(ann, ben, 1)
    await write(ann, ben, 2)
    stage.clock.date += 2_419_200
    await write(ann, cat, 3)
    await write(cat, ann, 4)
    (category,) = (await ann(top_peers(correspondents=True))).categories
    assert category.count == 2
    rated = [(top.peer.user_id, round(top.rating, 3)) for top in category.peers]
    assert rated == [(cat.key.account_id, 1.0), (ben.key.account_id, 0.736)]
    assert (await ann(top_peers(groups=True))).categories == []
    reset = functions.contacts.ResetTopPeerRating(
        category=types.TopPeerCategoryCorrespondents(), peer=input_peer(ann, ben)
    )
    assert await ann(reset) is True
    (category,) = (await ann(top_peers(correspondents=True))).categories
    assert [top.peer.user_id for top in category.peers] == [cat.key.account_id]


async def test_top_peers_are_told_unchanged_and_can_be_switched_off(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await write(ann, ben, 1)
    known = list_hash([ben.key.account_id or 0])
    unchanged = await ann(top_peers(correspondents=True, hash=known))
    assert unchanged == types.contacts.TopPeersNotModified()
    assert await refusal(ann, top_peers()) == (400, "TYPES_EMPTY")
    assert await ann(functions.contacts.ToggleTopPeers(enabled=False)) is True
    off = await ann(top_peers(correspondents=True))
    assert off == types.contacts.TopPeersDisabled()


async def test_sign_up_of_somebody_awaited_is_told_to_whoever_wants_it(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    for owner in (ann, ben):
        await owner(import_(CAT))
        owner.session.take()
    await ben(functions.account.SetContactSignUpNotification(silent=True))
    cat = await stage.person(CAT, "Cat")
    cat_id = cat.key.account_id
    assert [contact.updates[0].TL_NAME for contact in ben.session.take()] == ["updatePeerSettings"]
    # Who it is has yet to be looked up for the other: either may come first.
    told = {one.updates[0].TL_NAME: one for one in ann.session.take()}
    assert told.keys() == {"updatePeerSettings", "updateNewMessage"}
    arrived = told["updateNewMessage"]
    (update,) = arrived.updates
    assert update.message.action == types.MessageActionContactSignUp()
    assert (update.message.peer_id.user_id, update.message.out) == (cat_id, False)
    (user,) = [user for user in arrived.users if user.id == cat_id]
    assert (user.contact, user.first_name) == (True, "N0")
    history = await ann(
        functions.messages.GetHistory(
            peer=input_peer(ann, cat),
            offset_id=0,
            offset_date=0,
            add_offset=0,
            limit=10,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )
    assert history.messages == [update.message]
    nothing = functions.messages.GetDialogs(
        offset_date=0, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=10, hash=0
    )
    assert (await cat(nothing)).dialogs == []
    missed = functions.updates.GetDifference(pts=1, date=1, qts=0)
    assert (await ann(missed)).new_messages == [update.message]


async def test_awaited_numbers_are_part_of_an_export(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    await ann(import_(CAT))
    takeout_id = await begin_takeout(ann, stage, contacts=True)
    query = functions.InvokeWithTakeout(takeout_id=takeout_id, query=functions.contacts.GetSaved())
    saved = types.SavedPhoneContact(phone=CAT, first_name="N0", last_name="", date=0)
    assert (await ann.raw(encode(query, NEWEST)))[8:] == encode(saved, NEWEST)
