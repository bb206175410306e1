"""Names, usernames and what people say of themselves."""

from heliograph.actions.app import App
from heliograph.domain.events import AccountChanged, Origin
from heliograph.domain.people import Account
from heliograph.domain.profiles import change_profile
from heliograph.domain.usernames import check_form, claim_username


async def username_is_free(app: App, account_id: int, username: str) -> bool:
    """Whether the account could take the name now. USERNAME_INVALID if nobody could."""
    check_form(username)
    holder = await app.store.seen_by_username(account_id, username)
    return holder is None or holder.account.id == account_id


async def update_username(
    app: App, account_id: int, username: str, *, origin: Origin | None
) -> Account:
    """Take a username, or give the present one up by an empty one; tells who knows the account."""
    account = await app.store.claim_username(account_id, username, decide=claim_username)
    await _tell(app, account, origin)
    return account


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
        await _tell(app, account, origin)
    return account


def _full_name(account: Account) -> tuple[str, str]:
    return account.first_name, account.last_name


async def _tell(app: App, account: Account, origin: Origin | None) -> None:
    audience = tuple(await app.store.audience(account.id))
    app.bus.publish(AccountChanged(account=account, audience=audience, origin=origin))
