"""An account is told before it is read, and is read only while its export goes on."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from heliograph.actions import accounts, bots, exporting
from heliograph.domain import errors
from heliograph.domain.exports import BEGUN, OPEN_S, ExportedPassword, Person
from heliograph.domain.history import HistoryQuery
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.privacy import PrivacyKey, RuleKind
from heliograph.domain.push import TokenKind
from heliograph.tl import functions, types
from heliograph.tl.layers import NEWEST
from support.passwords import set_password
from support.stage import Stage, initialised
from support.talk import three_people

FOREVER = 2**31 - 1

PHONE = "15550100001"


async def begin(stage: Stage, account_id: int, reason: str = "request 17") -> Any:
    return await exporting.begin_export(stage.app, account_id, actor="root", reason=reason)


async def told(stage: Stage, account_id: int) -> list[str]:
    """What the service account has told the account, the newest first."""
    page = await stage.store.history(HistoryQuery(owner_id=account_id, peer_id=SERVICE_ACCOUNT_ID))
    return [message.text for message in page.messages]


async def test_the_account_is_told_why_and_the_log_says_who(stage: Stage) -> None:
    account = await accounts.add_account(stage.app, phone=PHONE, first_name="Ann")
    begun = await begin(stage, account.id)
    (notice,) = await told(stage, account.id)
    assert "Reason: request 17" in notice
    (event,) = await stage.store.audit_log(after_id=0, limit=9)
    assert (event.id, event.kind, event.account_id) == (begun.export_id, BEGUN, account.id)
    assert (event.actor, event.reason) == ("root", "request 17")
    assert begun.date == stage.clock.now()
    (of_person,) = (await exporting.read_account(stage.app, account.id)).leftovers.exports
    assert of_person.reason == "request 17"
    assert begun.up_to_id == 1, "the message is part of what is exported"
    assert await exporting.exported_account(stage.app, begun.export_id) == account.id


async def test_the_account_is_told_in_its_language(stage: Stage) -> None:
    device = await stage.person(PHONE, "Ann")
    await device(initialised(functions.help.GetConfig(), NEWEST, lang_code="de"))
    account = await stage.store.account_by_phone(PHONE)
    assert account is not None
    await begin(stage, account.id)
    assert "Grund: request 17" in (await told(stage, account.id))[0]


async def test_who_was_locked_out_is_told_and_may_be_exported(stage: Stage) -> None:
    account = await accounts.add_account(stage.app, phone=PHONE, first_name="Ann")
    await accounts.disable_account(stage.app, account.id)
    assert await begin(stage, account.id)
    assert len(await told(stage, account.id)) == 1


async def test_nothing_is_read_before_the_account_could_be_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await accounts.add_account(stage.app, phone=PHONE, first_name="Ann")

    async def fails(*_: Any, **__: Any) -> None:
        raise errors.WorkerBusy

    monkeypatch.setattr(exporting, "tell", fails)
    with pytest.raises(errors.WorkerBusy):
        await begin(stage, account.id)
    assert await stage.store.audit_log(after_id=0, limit=9) == []


async def make_bot(stage: Stage) -> int:
    made = await bots.add_bot(stage.app, name="Echo", username="echo_bot", owner_id=None)
    return made.account.id


async def no_account(stage: Stage) -> int:
    return 123


async def service(stage: Stage) -> int:
    return SERVICE_ACCOUNT_ID


@pytest.mark.parametrize("make", [make_bot, no_account, service])
async def test_only_people_are_exported(
    stage: Stage, make: Callable[[Stage], Awaitable[int]]
) -> None:
    with pytest.raises(errors.UserIdInvalid):
        await begin(stage, await make(stage))
    assert await stage.store.audit_log(after_id=0, limit=9) == []


async def test_nothing_is_read_after_an_export(stage: Stage) -> None:
    account = await accounts.add_account(stage.app, phone=PHONE, first_name="Ann")
    first, second = await begin(stage, account.id), await begin(stage, account.id)
    await exporting.end_export(stage.app, first.export_id, account.id, actor="root")
    assert await exporting.exported_account(stage.app, first.export_id) is None
    assert await exporting.exported_account(stage.app, second.export_id) == account.id
    stage.clock.date += OPEN_S
    assert await exporting.exported_account(stage.app, second.export_id) is None
    assert await exporting.exported_account(stage.app, 99) is None


async def test_an_end_begins_nothing(stage: Stage) -> None:
    account = await accounts.add_account(stage.app, phone=PHONE, first_name="Ann")
    begun = await begin(stage, account.id)
    await exporting.end_export(stage.app, begun.export_id, account.id, actor="root")
    _, ended = await stage.store.audit_log(after_id=0, limit=9)
    assert await exporting.exported_account(stage.app, ended.id) is None


async def test_nothing_is_read_of_who_left_meanwhile(stage: Stage) -> None:
    ann = await stage.person(PHONE, "Ann")
    begun = await begin(stage, ann.key.account_id or 0)
    await ann(functions.account.DeleteAccount(reason="away"))
    assert await exporting.exported_account(stage.app, begun.export_id) is None
    with pytest.raises(errors.UserIdInvalid):
        await exporting.read_account(stage.app, 123)


async def test_all_about_an_account_is_in_it(stage: Stage) -> None:
    people = await three_people(stage)
    ann, ben, cat = people.ann, people.ben, people.cat
    asked = functions.contacts.AddContact(
        id=ann.user(ben), first_name="Benny", last_name="B", phone=""
    )
    await ann(asked)
    await ann(functions.contacts.Block(id=ann.to(cat)))
    await ann(functions.contacts.Block(id=ann.to(ben), my_stories_from=True))
    await ann.send(ann.to(ben), "hello")
    muted = types.InputPeerNotifySettings(mute_until=FOREVER)
    ben_peer = types.InputNotifyPeer(peer=ann.to(ben))
    for target in (ben_peer, types.InputNotifyUsers(), types.InputNotifyBroadcasts()):
        await ann(functions.account.UpdateNotifySettings(peer=target, settings=muted))
    nobody = [types.InputPrivacyValueDisallowAll()]
    await ann(functions.account.SetPrivacy(key=types.InputPrivacyKeyForwards(), rules=nobody))
    birthday = types.Birthday(day=7, month=3, year=1980)
    await ann(functions.account.UpdateBirthday(birthday=birthday))
    await ann(functions.account.SetAccountTTL(ttl=types.AccountDaysTTL(days=365)))
    await ann(functions.account.RegisterDevice(
        token_type=2, token="fcm:1", app_sandbox=False, secret=b"", other_uids=[], no_muted=True
    ))  # fmt: skip
    await set_password(ann.device, "open sesame", hint="a cave")
    read = await exporting.read_account(stage.app, ann.id)
    assert (read.account.id, read.account.first_name) == (ann.id, "Ann")
    assert read.birthday is not None
    assert (read.birthday.day, read.birthday.month, read.birthday.year) == (7, 3, 1980)
    assert (read.photos, read.fallback_photos) == ((), ())
    assert [one.id for one in read.folders] == [0], "that of all dialogs"
    assert (read.awaited, read.code_mail) == ((), "")
    (rule,) = read.privacy.rules_for(PrivacyKey.FORWARDS)
    assert rule.kind is RuleKind.DISALLOW_ALL
    assert read.account_terms.account_days == 365
    assert read.password == ExportedPassword(has_password=True, hint="a cave")
    (push,) = read.push
    assert (push.kind, push.token, push.no_muted) == (TokenKind(2), "fcm:1", True)
    (device,) = read.devices
    (kept,) = await stage.store.authorizations(ann.id)
    assert (device.created, device.confirmed) == (stage.clock.now(), True)
    assert (device.no_secret_chats, device.no_calls) == (False, False)
    assert (device.active, device.address) == (stage.clock.now(), kept.address)
    assert read.preferences == await stage.store.preferences(ann.id)
    benny, cat_seen = Person(id=ben.id, name="Benny B"), Person(id=cat.id, name="Cat")
    assert [(one.scope, one.person) for one in read.notices] == [
        ("users", None),
        ("broadcasts", None),
        ("peer", benny),
    ]
    assert {one.settings.mute_until for one in read.notices} == {FOREVER}
    now = stage.clock.now()
    assert [(one.person, one.date) for one in read.blocked] == [(cat_seen, now)]
    assert [(one.person, one.date) for one in read.stories_blocked] == [(benny, now)]
    assert [person for person, _ in read.top_peers] == [benny]


async def test_whoever_is_kept_out_is_in_it_page_by_page(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await three_people(stage)
    for peer in (people.ben, people.cat):
        await people.ann(functions.contacts.Block(id=people.ann.to(peer)))
    for page in (1, 2, 3):
        monkeypatch.setattr(exporting, "_PAGE", page)
        read = await exporting.read_account(stage.app, people.ann.id)
        assert sorted(one.person.name for one in read.blocked) == ["Ben", "Cat"]
