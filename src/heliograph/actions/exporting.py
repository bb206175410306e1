"""Having all of an account read out for the person it belongs to, who hears of it first."""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.actions.contacts import top_peers
from heliograph.actions.service_messages import tell
from heliograph.domain import errors
from heliograph.domain.chats import peer_of
from heliograph.domain.exports import (
    BEGUN,
    ENDED,
    ExportBegun,
    ExportedAccount,
    ExportedDevice,
    ExportedDraft,
    ExportedNotices,
    ExportedPassword,
    ExportedPush,
    Person,
    Since,
    as_person,
    check_may_export,
    is_open,
)
from heliograph.domain.notices import exported_by_operator
from heliograph.domain.notifications import NotifyScope, NotifyTarget
from heliograph.domain.people import Account

_PAGE = 500


async def begin_export(app: App, account_id: int, *, actor: str, reason: str) -> ExportBegun:
    """Tell the account, note who does it and why, and let its pages be read from then on.

    The message is part of the export: it is on the disk before anything is read. `reason` is one
    that `domain.exports.checked_reason` gave. USER_ID_INVALID.
    """
    account = await app.store.account(account_id)
    if account is None:
        raise errors.UserIdInvalid
    check_may_export(account)
    await tell(app, account_id, exported_by_operator(reason, app.clock.now()))
    event = await app.store.note_audit(
        account_id,
        kind=BEGUN,
        actor=actor,
        reason=reason,
        date=app.clock.now(),
        decide=check_may_export,
    )
    return ExportBegun(
        export_id=event.id,
        account_id=account_id,
        date=event.date,
        up_to_id=await app.store.export_top(account_id),
    )


async def exported_account(app: App, export_id: int) -> int | None:
    """Whose data an export may read, None for one that never began or is over."""
    found = await app.store.audit_event(export_id)
    event, ended = found if found is not None else (None, False)
    if event is None or not is_open(event, ended=ended, now=app.clock.now()):
        return None
    account = await app.store.account(event.account_id)
    # Whoever deleted their account meanwhile has nothing that may still be read.
    return None if account is None or account.deleted else event.account_id


async def end_export(app: App, export_id: int, account_id: int, *, actor: str) -> None:
    """Note that an export is over; nothing is read under it any more."""
    await app.store.note_audit(
        account_id, kind=ENDED, actor=actor, of=export_id, date=app.clock.now(), decide=_anyone
    )


def _anyone(account: Account) -> None:
    """An end is noted whatever became of the account."""


async def read_account(app: App, account_id: int) -> ExportedAccount:
    """All about an account but its dialogs. USER_ID_INVALID."""
    store = app.store
    profile = await store.profile(account_id, account_id)
    if profile is None:
        raise errors.UserIdInvalid
    account = profile.seen.account
    return ExportedAccount(
        account=account,
        birthday=profile.birthday,
        photos=tuple(await store.profile_photos(account_id, fallback=False)),
        fallback_photos=tuple(await store.profile_photos(account_id, fallback=True)),
        privacy=await store.privacy(account_id),
        devices=await _devices(app, account_id),
        push=tuple(
            ExportedPush(kind=one.kind, token=one.token, no_muted=one.no_muted)
            for one in await store.push_devices(account_id)
        ),
        password=await _password(app, account_id),
        code_mail=await store.code_mail(account.phone) or "",
        account_terms=await store.terms(account_id),
        preferences=await store.preferences(account_id),
        notices=await _notices(app, account_id),
        folders=tuple(await store.filters(account_id)),
        begun_in_topics=await _begun_in_topics(app, account_id),
        awaited=tuple(await store.awaited(account_id)),
        blocked=await _blocked(app, account_id, stories=False),
        stories_blocked=await _blocked(app, account_id, stories=True),
        top_peers=await _top_peers(app, account_id),
        leftovers=await store.export_leftovers(account_id),
    )


async def _devices(app: App, account_id: int) -> tuple[ExportedDevice, ...]:
    return tuple(
        ExportedDevice(
            client=one.client,
            created=one.created,
            active=one.active,
            address=one.address,
            confirmed=one.confirmed,
            no_secret_chats=one.no_secret_chats,
            no_calls=one.no_calls,
        )
        for one in await app.store.authorizations(account_id)
    )


async def _password(app: App, account_id: int) -> ExportedPassword:
    kept = await app.store.two_step(account_id)
    pending = kept.pending
    change = pending.change.password if pending is not None else None
    return ExportedPassword(
        has_password=kept.verifier is not None,
        hint=kept.hint,
        recovery_mail=kept.email or "",
        unconfirmed_mail=pending.email if pending is not None else "",
        unconfirmed_hint=change.hint if change is not None else "",
        reset_at=kept.reset_at or 0,
    )


async def _notices(app: App, account_id: int) -> tuple[ExportedNotices, ...]:
    found = []
    for scope in (NotifyScope.USERS, NotifyScope.CHATS, NotifyScope.BROADCASTS):
        settings = await app.store.notify_settings(account_id, NotifyTarget(scope))
        if settings is not None:
            found.append(ExportedNotices(scope=scope.name.lower(), settings=settings))
    own = await app.store.notify_exceptions(account_id)
    people = await _people(app, account_id, [target.peer_id for target, _ in own])
    for (target, settings), person in zip(own, people, strict=True):
        found.append(
            ExportedNotices(
                scope="peer", settings=settings, person=person, topic_id=target.topic_id
            )
        )
    return tuple(found)


async def _begun_in_topics(app: App, account_id: int) -> tuple[ExportedDraft, ...]:
    kept = await app.store.all_unsent(account_id)
    places = [place for place in kept if place[1]]
    people = await _people(app, account_id, [peer_id for peer_id, _ in places])
    return tuple(
        ExportedDraft(person=person, topic_id=place[1], unsent=kept[place])
        for place, person in zip(places, people, strict=True)
    )


async def _blocked(app: App, account_id: int, *, stories: bool) -> tuple[Since, ...]:
    found: list[Since] = []
    while True:
        page, count = await app.store.blocked(
            account_id, offset=len(found), limit=_PAGE, stories=stories
        )
        found += [Since(person=as_person(one.seen), date=one.date) for one in page]
        if not page or len(found) >= count:
            return tuple(found)


async def _top_peers(app: App, account_id: int) -> tuple[tuple[Person, float], ...]:
    rated = await top_peers(app, account_id) or []
    people = await _people(app, account_id, [one.peer_id for one in rated])
    return tuple((person, one.rating) for person, one in zip(people, rated, strict=True))


async def _people(app: App, account_id: int, ids: Sequence[int]) -> list[Person]:
    """In the order asked; somebody the store does not know by their id alone."""
    known = {peer_of(one): as_person(one) for one in await app.store.shown(account_id, ids)}
    return [known.get(one) or Person(id=one) for one in ids]
