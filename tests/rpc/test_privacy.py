"""What rules hide is hidden wherever it would be shown, and rules are kept as they apply."""

import struct
from datetime import UTC, datetime
from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.domain.privacy import PrivacyKey, RuleKind
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.stage import RpcError
from support.talk import CAT, People, Talker

NOBODY = [types.InputPrivacyValueDisallowAll()]
EVERYBODY = [types.InputPrivacyValueAllowAll()]
CONTACTS = [types.InputPrivacyValueAllowContacts(), types.InputPrivacyValueDisallowAll()]


async def set_rules(talker: Talker, key: str, rules: list[Any]) -> Any:
    made = getattr(types, f"InputPrivacyKey{key}")()
    return await talker(functions.account.SetPrivacy(key=made, rules=rules))


async def get_rules(talker: Talker, key: str) -> list[Any]:
    made = getattr(types, f"InputPrivacyKey{key}")()
    rules: list[Any] = (await talker(functions.account.GetPrivacy(key=made))).rules
    return rules


async def look(viewer: Talker, whom: Talker) -> Any:
    (user,) = await viewer(functions.users.GetUsers(id=[viewer.user(whom)]))
    return user


async def look_closely(viewer: Talker, whom: Talker) -> Any:
    return (await viewer(functions.users.GetFullUser(id=viewer.user(whom)))).full_user


async def befriend(owner: Talker, whom: Talker) -> None:
    await owner(
        functions.contacts.AddContact(
            id=owner.user(whom), first_name="Friend", last_name="", phone=""
        )
    )


async def refusal(talker: Talker, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await talker(query)
    return refused.value.code, refused.value.text


@pytest.mark.parametrize("key", PrivacyKey)
async def test_rules_of_every_key_are_kept(people: People, key: str) -> None:
    ann, ben = people.ann, people.ben
    asked = [
        types.InputPrivacyValueAllowContacts(),
        types.InputPrivacyValueDisallowUsers(users=[ann.user(ben)]),
        types.InputPrivacyValueDisallowAll(),
    ]
    answer = await set_rules(ann, key, asked)
    assert answer.rules == [
        types.PrivacyValueDisallowUsers(users=[ben.id]),
        types.PrivacyValueAllowContacts(),
        types.PrivacyValueDisallowAll(),
    ]
    assert [user.id for user in answer.users] == [ben.id]
    assert await get_rules(ann, key) == answer.rules
    assert await get_rules(ben, key) != answer.rules


@pytest.mark.parametrize("kind", [k for k in RuleKind if "All" not in k[-3:]])
async def test_every_kind_of_rule_is_taken(people: People, kind: str) -> None:
    ann, ben = people.ann, people.ben
    fields: dict[str, Any] = {}
    if kind.endswith("Users"):
        fields["users"] = [ann.user(ben)]
    if kind.endswith("Participants"):
        fields["chats"] = [5]
    rule = getattr(types, f"InputPrivacyValue{kind}")(**fields)
    kept = (await set_rules(ann, "About", [rule])).rules
    # There are no chats yet: what names only those names nobody.
    names = [type(one).__name__ for one in kept]
    expected = [] if "chats" in fields else [f"PrivacyValue{kind}"]
    assert names == [*expected, "PrivacyValueDisallowAll"]


async def test_rules_are_told_to_the_accounts_other_devices(people: People) -> None:
    ann, ben = people.ann, people.ben
    device = await ann.on_another_device(layer=229)
    await set_rules(ann, "About", [types.InputPrivacyValueAllowUsers(users=[ann.user(ben)])])
    (update,) = device.pushed()
    assert update == types.UpdatePrivacy(
        key=types.PrivacyKeyAbout(),
        rules=[types.PrivacyValueAllowUsers(users=[ben.id]), types.PrivacyValueDisallowAll()],
    )
    assert ann.pushed() == ben.pushed() == []


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ([*NOBODY, *EVERYBODY], "PRIVACY_VALUE_INVALID"),
        (
            [types.InputPrivacyValueAllowUsers(users=[types.InputUserSelf()] * 1_001)],
            "PRIVACY_TOO_LONG",
        ),
        (
            [types.InputPrivacyValueAllowChatParticipants(chats=list(range(1_001)))],
            "PRIVACY_TOO_LONG",
        ),
        (
            [types.InputPrivacyValueAllowUsers(users=[types.InputUser(user_id=5, access_hash=0)])],
            "USER_ID_INVALID",
        ),
    ],
)
async def test_malformed_rules_are_refused_and_change_nothing(
    people: People, rules: list[Any], error: str
) -> None:
    before = await get_rules(people.ann, "About")
    query = functions.account.SetPrivacy(key=types.InputPrivacyKeyAbout(), rules=rules)
    assert await refusal(people.ann, query) == (400, error)
    assert await get_rules(people.ann, "About") == before


async def test_number_is_shown_as_its_owner_wants(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await befriend(ann, ben)
    assert (await look(ben, ann)).phone == ann.phone
    assert (await look(cat, ann)).phone is None
    await set_rules(ann, "PhoneNumber", NOBODY)
    assert (await look(ben, ann)).phone is None
    await set_rules(ann, "PhoneNumber", EVERYBODY)
    assert (await look(cat, ann)).phone == ann.phone
    hidden_from = types.InputPrivacyValueDisallowUsers(users=[ann.user(cat)])
    await set_rules(ann, "PhoneNumber", [hidden_from, *EVERYBODY])
    assert (await look(cat, ann)).phone is None
    assert (await look(ann, ann)).phone == ann.phone


async def test_number_is_shown_beside_messages_no_more_than_elsewhere(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben))
    (envelope,) = ben.device.session.take()
    assert [user.phone for user in envelope.users if user.id == ann.id] == [None]
    await set_rules(ann, "PhoneNumber", EVERYBODY)
    await ann.send(ann.to(ben))
    (envelope,) = ben.device.session.take()
    assert [user.phone for user in envelope.users if user.id == ann.id] == [ann.phone]


async def test_nobody_is_found_by_a_number_they_hide(people: People) -> None:
    ann, cat = people.ann, people.cat
    await set_rules(cat, "AddedByPhone", CONTACTS)
    find = functions.contacts.ResolvePhone(phone=CAT)
    assert await refusal(ann, find) == (400, "PHONE_NOT_OCCUPIED")
    entry = types.InputPhoneContact(client_id=1, phone=CAT, first_name="C", last_name="")
    done = await ann(functions.contacts.ImportContacts(contacts=[entry]))
    assert (done.imported, done.users) == ([], [])
    await befriend(cat, ann)
    assert (await ann(find)).peer == types.PeerUser(user_id=cat.id)
    done = await ann(functions.contacts.ImportContacts(contacts=[entry]))
    assert [one.user_id for one in done.imported] == [cat.id]


async def test_kept_numbers_do_not_tell_which_of_them_hide(people: People) -> None:
    """An export lists what was imported in vain: a gap in it would name an account."""
    ann, cat = people.ann, people.cat
    await set_rules(cat, "AddedByPhone", NOBODY)
    entries = [
        types.InputPhoneContact(client_id=i, phone=phone, first_name="C", last_name="")
        for i, phone in enumerate((CAT, "12025550199"))
    ]
    await ann(functions.contacts.ImportContacts(contacts=entries))
    kept = await people.stage.store.awaited(ann.id)
    assert [entry.phone for entry in kept] == [CAT, "12025550199"]


async def test_number_of_an_entry_is_shown_only_while_it_may_find(people: People) -> None:
    ann, cat = people.ann, people.cat
    entry = types.InputPhoneContact(client_id=1, phone=CAT, first_name="C", last_name="")
    await ann(functions.contacts.ImportContacts(contacts=[entry]))
    assert (await look(ann, cat)).phone == CAT
    await set_rules(cat, "AddedByPhone", CONTACTS)
    assert (await look(ann, cat)).phone is None


async def test_profile_page_shows_what_its_owner_shows(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.account.UpdateProfile(about="about me"))
    birthday = types.Birthday(day=29, month=2, year=1996)
    await ann(functions.account.UpdateBirthday(birthday=birthday))
    page = await look_closely(ben, ann)
    assert (page.about, page.birthday) == ("about me", None)
    assert not page.phone_calls_private
    assert not page.voice_messages_forbidden
    assert page.private_forward_name is None
    await befriend(ann, ben)
    assert (await look_closely(ben, ann)).birthday == birthday
    for key in ("About", "Birthday", "PhoneCall", "VoiceMessages", "Forwards"):
        await set_rules(ann, key, NOBODY)
    page = await look_closely(ben, ann)
    assert (page.about, page.birthday, page.private_forward_name) == (None, None, "Ann")
    assert page.phone_calls_private
    assert page.voice_messages_forbidden
    own = await look_closely(ann, ann)
    assert (own.about, own.birthday) == ("about me", birthday)


async def test_birthdays_that_are_hidden_are_not_near(people: People) -> None:
    ann, ben = people.ann, people.ben
    today = datetime.fromtimestamp(people.stage.clock.date, UTC)
    birthday = types.Birthday(day=today.day, month=today.month)
    await ann(functions.account.UpdateBirthday(birthday=birthday))
    await befriend(ben, ann)
    ask = functions.contacts.GetBirthdays()
    assert (await ben(ask)).contacts == []
    await set_rules(ann, "Birthday", EVERYBODY)
    assert [one.contact_id for one in (await ben(ask)).contacts] == [ann.id]


async def test_blocked_viewer_sees_nothing_that_rules_are_about(people: People) -> None:
    ann, ben = people.ann, people.ben
    await befriend(ann, ben)
    await ann(functions.account.UpdateProfile(about="about me"))
    await ann(functions.contacts.Block(id=ann.to(ben)))
    user, page = await look(ben, ann), await look_closely(ben, ann)
    assert (user.phone, user.status, user.photo) == (None, types.UserStatusEmpty(), None)
    assert (page.about, page.phone_calls_private) == (None, True)
    assert (await look_closely(ann, ben)).blocked
    await ann(functions.contacts.Unblock(id=ann.to(ben)))
    assert (await look(ben, ann)).phone == ann.phone


async def test_close_friends_may_see_more(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await befriend(ann, ben)
    await befriend(ann, cat)
    await ann(functions.account.UpdateProfile(about="about me"))
    await set_rules(ann, "About", [types.InputPrivacyValueAllowCloseFriends()])
    await ann(functions.contacts.EditCloseFriends(id=[ben.id, 5]))
    assert (await look_closely(ben, ann)).about == "about me"
    assert (await look_closely(cat, ann)).about is None
    assert (await look(ann, ben)).close_friend
    assert not (await look(ann, cat)).close_friend
    await ann(functions.contacts.EditCloseFriends(id=[]))
    assert (await look_closely(ben, ann)).about is None


def settings(**fields: Any) -> functions.account.SetGlobalPrivacySettings:
    return functions.account.SetGlobalPrivacySettings(
        settings=types.GlobalPrivacySettings(**fields)
    )


async def test_global_settings_are_kept(people: People) -> None:
    ann = people.ann
    gifts = types.DisallowedGiftsSettings(disallow_unique_stargifts=True)
    asked = settings(hide_read_marks=True, keep_archived_unmuted=True, disallowed_gifts=gifts)
    assert await ann(asked) == asked.settings
    assert await ann(functions.account.GetGlobalPrivacySettings()) == asked.settings
    assert (await look_closely(people.ben, ann)).read_dates_private
    await set_rules(ann, "About", NOBODY)
    assert await ann(functions.account.GetGlobalPrivacySettings()) == asked.settings


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (
            {"archive_and_mute_new_noncontact_peers": True},
            (400, "AUTOARCHIVE_NOT_AVAILABLE"),
        ),
        ({"noncontact_peers_paid_stars": 5}, (403, "PREMIUM_ACCOUNT_REQUIRED")),
    ],
)
async def test_what_there_is_not_cannot_be_set(
    people: People, fields: dict[str, Any], error: tuple[int, str]
) -> None:
    assert await refusal(people.ann, settings(**fields)) == error
    kept = await people.ann(functions.account.GetGlobalPrivacySettings())
    assert kept == types.GlobalPrivacySettings()


async def requirements(viewer: Talker, *whom: Talker) -> list[type]:
    """What stands between; read from the bytes, as the stage reads vectors of users alone."""
    forms = (types.RequirementToContactEmpty, types.RequirementToContactPremium)
    query = functions.users.GetRequirementsToContact(id=[viewer.user(one) for one in whom])
    raw = (await viewer.device.raw(encode(query, NEWEST)))[8:]
    by_id = {form.TL_ID: form for form in forms}
    ids = struct.unpack(f"<{len(whom)}I", raw)
    return [by_id[one] for one in ids]


async def test_strangers_may_be_kept_from_writing(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ben.send(ben.to(ann), "before")
    await ann(settings(new_noncontact_peers_require_premium=True))
    with pytest.raises(RpcError, match="403 PRIVACY_PREMIUM_REQUIRED"):
        await cat.send(cat.to(ann))
    assert (await look(cat, ann)).contact_require_premium
    assert (await look_closely(cat, ann)).contact_require_premium
    free, premium = types.RequirementToContactEmpty, types.RequirementToContactPremium
    assert await requirements(cat, ann, ben) == [premium, free]
    # Whoever was written to, or is a contact, or is excepted by rule, may write.
    assert await requirements(ben, ann) == [free]
    await ben.send(ben.to(ann), "after")
    await befriend(ann, cat)
    await cat.send(cat.to(ann), "as a contact")
    assert await requirements(cat, ann) == [free]


async def test_adding_somebody_may_show_them_the_own_number(people: People) -> None:
    ann, ben = people.ann, people.ben
    await set_rules(ann, "PhoneNumber", NOBODY)
    sibling = ann.sibling()
    add = functions.contacts.AddContact(
        id=ann.user(ben), first_name="B", last_name="", phone="", add_phone_privacy_exception=True
    )
    await ann(add)
    assert (await look(ben, ann)).phone == ann.phone
    shared, _ = sibling.pushed()
    assert shared.rules[0] == types.PrivacyValueAllowUsers(users=[ben.id])


async def test_sharing_the_number_is_offered_until_it_is_done(people: People) -> None:
    ann, ben = people.ann, people.ben
    await set_rules(ann, "PhoneNumber", NOBODY)
    accept = functions.contacts.AcceptContact(id=ann.user(ben))
    assert await refusal(ann, accept) == (400, "CONTACT_REQ_MISSING")
    await befriend(ann, ben)
    bar = functions.messages.GetPeerSettings(peer=ann.to(ben))
    assert (await ann(bar)).settings.share_contact
    sibling = ann.sibling()
    done = await ann(accept)
    assert not done.updates[0].settings.share_contact
    shared, bar_changed = sibling.pushed()
    assert shared.rules[0] == types.PrivacyValueAllowUsers(users=[ben.id])
    assert bar_changed.peer == types.PeerUser(user_id=ben.id)
    assert (await look(ben, ann)).phone == ann.phone
    assert await refusal(ann, accept) == (400, "CONTACT_REQ_MISSING")


async def test_bar_that_was_put_away_stays_away(people: People) -> None:
    ann, ben = people.ann, people.ben
    sibling = ann.sibling()
    bar = functions.messages.GetPeerSettings(peer=ann.to(ben))
    assert (await ann(bar)).settings.add_contact
    hide = functions.messages.HidePeerSettingsBar(peer=ann.to(ben))
    assert await ann(hide) is True
    assert (await ann(bar)).settings == types.PeerSettings()
    assert (await look_closely(ann, ben)).settings == types.PeerSettings()
    (update,) = sibling.pushed()
    assert update.settings == types.PeerSettings()
    assert (await ben(functions.messages.GetPeerSettings(peer=ben.to(ann)))).settings.add_contact


async def test_changes_of_privacy_are_bounded_in_number(people: People) -> None:
    ann, ben = people.ann, people.ben
    key = types.InputPrivacyKeyStatusTimestamp()
    change = functions.account.SetPrivacy(key=key, rules=list(EVERYBODY))
    for _ in range(Limits().privacy_changes_per_account_per_hour):
        await ann(change)
    settings = types.GlobalPrivacySettings()
    for query in (change, functions.account.SetGlobalPrivacySettings(settings=settings)):
        with pytest.raises(RpcError, match="FLOOD_WAIT_30"):
            await ann(query)
    await ben(change)
