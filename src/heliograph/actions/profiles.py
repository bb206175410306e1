"""Names, usernames and what people say of themselves."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from msgspec.structs import asdict, replace

from heliograph.actions.app import App
from heliograph.actions.messaging import new_random_id, tell_sent
from heliograph.domain.appearance import Paint, Tab, recolored
from heliograph.domain.events import AccountChanged, Origin
from heliograph.domain.extras import Extras
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Draft
from heliograph.domain.people import Account
from heliograph.domain.profiles import Birthday, change_profile, check_birthday
from heliograph.domain.service import compose_birthday
from heliograph.domain.usernames import (
    check_form,
    claim_username,
    grant_username,
    withdraw_username,
)
from heliograph.domain.usernames import reorder_usernames as reorder
from heliograph.domain.usernames import toggle_username as toggle


async def username_is_free(app: App, account_id: int, username: str) -> bool:
    """Whether the account could take the name now. USERNAME_INVALID if nobody could."""
    check_form(username)
    holder_id = await app.store.username_holder(username)
    return holder_id is None or holder_id == account_id


async def update_username(
    app: App, account_id: int, username: str, *, origin: Origin | None
) -> Account:
    """Take a username, or give the present one up by an empty one; tells who knows the account."""
    account = await app.store.claim_username(account_id, username, decide=claim_username)
    await tell_of_account(app, account, origin)
    return account


async def grant(app: App, account_id: int, username: str) -> Account:
    """Operator's way to give an account one more name; tells who knows the account."""
    account = await app.store.hold_username(account_id, username, decide=grant_username)
    await tell_of_account(app, account, None)
    return account


async def withdraw(app: App, account_id: int, username: str) -> Account:
    """Operator's way to take a name back that an account was given; tells who knows it."""
    decide = partial(withdraw_username, username=username)
    account = await app.store.change_usernames(account_id, decide=decide)
    await tell_of_account(app, account, None)
    return account


async def toggle_username(
    app: App, account_id: int, username: str, *, active: bool, origin: Origin | None
) -> Account:
    """Show or hide one of the account's names; tells who knows the account."""
    decide = partial(toggle, username=username, active=active)
    account = await app.store.change_usernames(account_id, decide=decide)
    await tell_of_account(app, account, origin)
    return account


async def reorder_usernames(
    app: App, account_id: int, order: Sequence[str], *, origin: Origin | None
) -> Account:
    """Put the account's shown names in another order; tells who knows the account."""
    decide = partial(reorder, order=order)
    account = await app.store.change_usernames(account_id, decide=decide)
    await tell_of_account(app, account, origin)
    return account


async def set_birthday(app: App, account_id: int, birthday: Birthday | None) -> None:
    """Say when one was born, or no longer. BIRTHDAY_INVALID."""
    if birthday is not None:
        birthday = _checked(app, birthday)
    await app.store.set_birthday(account_id, birthday)


async def suggest_birthday(
    app: App, sender_id: int, peer_id: int, birthday: Birthday, *, origin: Origin | None
) -> Sent:
    """Tell somebody when they may have been born, for them to say so. BIRTHDAY_INVALID."""
    fields = asdict(_checked(app, birthday))
    arguments = tuple((name, value) for name, value in fields.items() if value is not None)
    draft = Draft(
        sender_id=sender_id,
        recipient_id=peer_id,
        random_id=new_random_id(app),
        text="",
        date=app.clock.now(),
        extras=Extras(arguments=arguments),
    )
    sent = await app.store.append_private(draft, decide=compose_birthday)
    return replace(await tell_sent(app, sent, origin), random_id=draft.random_id)


def _checked(app: App, birthday: Birthday) -> Birthday:
    today = datetime.fromtimestamp(app.clock.now(), UTC).date()
    return check_birthday(birthday, today=today)


async def update_profile(
    app: App,
    account_id: int,
    *,
    first_name: str | None,
    last_name: str | None,
    about: str | None,
    origin: Origin | None,
) -> Account:
    """Change the given parts (None leaves one); tells who knows the account of a new name."""
    renamed = False

    def decide(present: Account) -> Account:
        nonlocal renamed
        asked = change_profile(present, first_name=first_name, last_name=last_name, about=about)
        renamed = _full_name(asked) != _full_name(present)
        return asked

    account = await app.store.update_profile(account_id, decide=decide)
    if renamed:
        await tell_of_account(app, account, origin)
    return account


async def recolor(app: App, account_id: int, paint: Paint, *, origin: Origin | None) -> None:
    """Choose another colour; tells who knows the account. COLOR_INVALID, DOCUMENT_INVALID."""
    changed = False

    def decide(present: Account) -> Account:
        nonlocal changed
        present.check_enabled()
        looks = recolored(present.appearance, paint)
        changed = looks != present.appearance
        return replace(present, appearance=looks)

    account = await app.store.update_profile(account_id, decide=decide)
    if changed:
        await tell_of_account(app, account, origin, photo=True)


async def show_tab_first(app: App, account_id: int, tab: Tab) -> None:
    """Choose which part of one's page is shown first: whoever opens it asks for it anew."""

    def decide(present: Account) -> Account:
        present.check_enabled()
        return replace(present, appearance=replace(present.appearance, tab=tab))

    await app.store.update_profile(account_id, decide=decide)


def _full_name(account: Account) -> tuple[str, str]:
    return account.first_name, account.last_name


async def tell_of_account(
    app: App, account: Account, origin: Origin | None, *, photo: bool = False
) -> None:
    """Publish how an account looks to whoever knows it."""
    audience = tuple(await app.store.audience(account.id))
    app.bus.publish(AccountChanged(account=account, audience=audience, photo=photo, origin=origin))
