"""What an operator may ask for, in a running server or on a folder nobody serves."""

from typing import Any

import msgspec

from heliograph.actions import accounts, bots, profiles
from heliograph.actions.recovery import take_password_away
from heliograph.actions.sessions import list_sessions
from heliograph.domain.errors import EmailInvalid, Refused
from heliograph.domain.mail import is_mail_address
from heliograph.domain.people import Account, is_bot
from heliograph.safety.errors import SafetyRefused
from heliograph.server import (  # noqa: F401 - register theirs
    export_commands,
    log_commands,
    media_commands,
    safety_commands,
    staff_commands,
    username_commands,
)
from heliograph.server.control import NOT_TEXT, CommandError
from heliograph.server.desk import Desk, NoArguments, command, commands, named_account
from heliograph.server.plain_words import in_plain_words

_PAGE = 1_000


async def run_command(desk: Desk, name: str, args: dict[str, Any]) -> Any:
    """Run a command by name; the answer is plain JSON. Raises CommandError."""
    if name not in commands:
        raise CommandError(f"no command is called {name!r}; is the server another release?")
    function, wanted = commands[name]
    _check_text(args)
    try:
        return await function(desk, msgspec.convert(args, wanted))
    except msgspec.ValidationError as error:
        raise CommandError(f"{name}: {error}") from None
    except SafetyRefused as error:
        raise CommandError(f"{name}: {error}") from None
    except Refused as error:
        raise CommandError(f"{name}: {in_plain_words(error)}") from None


def _check_text(args: dict[str, Any]) -> None:
    """Keep from the store what it cannot write: its failure would end the server."""
    for value in args.values():
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeError:
                raise CommandError(NOT_TEXT) from None


class NewUser(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to make an account for."""

    phone: str
    first_name: str
    last_name: str = ""


class Who(msgspec.Struct, forbid_unknown_fields=True):
    """An account by id, phone or @username."""

    who: str


class CodeMail(msgspec.Struct, forbid_unknown_fields=True):
    """Whose login codes go to which address by mail; None: to none."""

    who: str
    mail: str | None = None


class NewInvite(msgspec.Struct, forbid_unknown_fields=True):
    """Where codes of the invited number go by mail, if anywhere."""

    mail: str | None = None


class Name(msgspec.Struct, forbid_unknown_fields=True):
    """An account and one more name for it."""

    who: str
    username: str


class Disable(msgspec.Struct, forbid_unknown_fields=True):
    """Whether an account is locked out."""

    who: str
    disabled: bool = True


class NewBot(msgspec.Struct, forbid_unknown_fields=True):
    """A bot to make; `owner` is an account by id, phone or @username."""

    name: str
    username: str
    owner: str | None = None


class Hearing(msgspec.Struct, forbid_unknown_fields=True):
    """What a bot hears in groups, and whether anybody puts it into one; None leaves it."""

    who: str
    hears_all: bool | None = None
    groups: bool | None = None


class Check(msgspec.Struct, forbid_unknown_fields=True):
    """How thoroughly to examine the store."""

    whole: bool = False


class Shift(msgspec.Struct, forbid_unknown_fields=True):
    """How far to move domain time forward."""

    seconds: int


@command("status")
async def status(desk: Desk, args: NoArguments) -> Any:
    """What the server serves, and where; since when a restore holds back what is due."""
    return {**desk.status, "restored": await desk.store.restored_at()}


@command("user.add")
async def user_add(desk: Desk, args: NewUser) -> Any:
    """Make an account; refused if the number has one."""
    account = await accounts.add_account(
        desk.app, phone=args.phone, first_name=args.first_name, last_name=args.last_name
    )
    return msgspec.to_builtins(account)


@command("user.list")
async def user_list(desk: Desk, args: NoArguments) -> Any:
    """All accounts by rising id, each with whether it has a password."""
    found: list[Account] = []
    locked: set[int] = set()
    while True:
        after_id = found[-1].id if found else 0
        page = await accounts.list_accounts(desk.app, after_id=after_id, limit=_PAGE)
        found.extend(page)
        locked |= await desk.app.store.with_password([account.id for account in page])
        if len(page) < _PAGE:
            break
    return [{**msgspec.to_builtins(one), "two_step": one.id in locked} for one in found]


@command("user.give_username")
async def user_give_username(desk: Desk, args: Name) -> Any:
    """Let an account be found under one more name; its owner may hide it, not change it."""
    account = await named_account(desk, args.who)
    account = await profiles.grant(desk.app, account.id, args.username.removeprefix("@"))
    return {"id": account.id, "usernames": list(account.active_usernames)}


@command("user.disable")
async def user_disable(desk: Desk, args: Disable) -> Any:
    """Lock an account out or in again; locked out, none of its sessions lives any more."""
    account = await named_account(desk, args.who)
    if not args.disabled:
        await accounts.enable_account(desk.app, account.id)
        return {"id": account.id, "sessions": 0}
    return {"id": account.id, "sessions": await accounts.disable_account(desk.app, account.id)}


@command("user.reset_password")
async def user_reset_password(desk: Desk, args: Who) -> Any:
    """Take a password away that its owner forgot; the account's devices are told."""
    account = await named_account(desk, args.who)
    return {"id": account.id, "had": await take_password_away(desk.app, account.id)}


@command("user.mail")
async def user_mail(desk: Desk, args: CodeMail) -> Any:
    """Note where an account's login codes go by mail."""
    account = await named_account(desk, args.who)
    await accounts.note_code_mail(desk.app, account.phone, args.mail)
    return {"id": account.id, "mail": args.mail}


@command("user.sessions")
async def user_sessions(desk: Desk, args: Who) -> Any:
    """The devices an account is signed in on, most recently active first."""
    account = await named_account(desk, args.who)
    return [
        {
            "device": device.client.device_model,
            "app": device.client.app_version,
            "layer": device.client.layer,
            "address": device.address,
            "created": device.created,
            "active": device.active,
        }
        for device in await list_sessions(desk.app, account.id)
    ]


@command("invite.create")
async def invite_create(desk: Desk, args: NewInvite) -> Any:
    """A number nobody has, and the one-time code that opens its account.

    Later codes of the number go to `mail`, where codes go by mail.
    """
    if args.mail is not None and not is_mail_address(args.mail):
        raise EmailInvalid
    invite = await accounts.create_invite(
        desk.app, lifetime_s=desk.settings.limits.invite_lifetime_s
    )
    if args.mail is not None:
        await accounts.note_code_mail(desk.app, invite.phone, args.mail)
    return msgspec.to_builtins(invite)


@command("bot.add")
async def bot_add(desk: Desk, args: NewBot) -> Any:
    """Make a bot; its token is in this answer and nowhere else."""
    owner = None if args.owner is None else await named_account(desk, args.owner)
    made = await bots.add_bot(
        desk.app,
        name=args.name,
        username=args.username.removeprefix("@"),
        owner_id=None if owner is None else owner.id,
    )
    account = made.account
    if desk.executor is not None:
        # Whoever is frozen has no bot that writes for them. Nobody has its token before.
        await desk.executor.load(account_id=account.id)
    return {"id": account.id, "username": account.username, "token": made.token}


@command("bot.list")
async def bot_list(desk: Desk, args: NoArguments) -> Any:
    """All bots by rising id; nothing of their tokens."""
    return [
        {
            "id": account.id,
            "username": account.username,
            "name": account.first_name,
            "disabled": account.disabled,
            "owner": bot.owner_id,
            "hears_all": account.hears_all,
            "groups": not account.stays_out,
        }
        for bot, account in await desk.app.store.bots()
    ]


@command("bot.token")
async def bot_token(desk: Desk, args: Who) -> Any:
    """Another token for a bot; the present one is good no more."""
    account = await named_account(desk, args.who)
    return {"id": account.id, "token": await bots.replace_token(desk.app, account.id)}


@command("bot.disable")
async def bot_disable(desk: Desk, args: Disable) -> Any:
    """Lock a bot out or in again."""
    account = await named_account(desk, args.who)
    if not is_bot(account.id):
        raise CommandError(f"{args.who} is no bot")
    return await user_disable(desk, Disable(who=str(account.id), disabled=args.disabled))


@command("bot.hearing")
async def bot_hearing(desk: Desk, args: Hearing) -> Any:
    """What a bot hears in groups, and whether it may be put into them, by now."""
    account = await named_account(desk, args.who)
    if not is_bot(account.id):
        raise CommandError(f"{args.who} is no bot")
    stays_out = None if args.groups is None else not args.groups
    account = await bots.set_hearing(
        desk.app, account.id, hears_all=args.hears_all, stays_out=stays_out
    )
    return {
        "id": account.id,
        "hears_all": account.hears_all,
        "groups": not account.stays_out,
    }


@command("methods.asked")
async def methods_asked(desk: Desk, args: NoArguments) -> Any:
    """Which methods clients called in vain since the server started, most often first."""
    return desk.asked()


@command("store.check")
async def store_check(desk: Desk, args: Check) -> Any:
    """What is wrong with the database, while it is in use; an empty list if nothing is."""
    return list(await desk.store.check(whole=args.whole))


@command("store.snapshot")
async def store_snapshot(desk: Desk, args: NoArguments) -> Any:
    """A copy of the database in a file of the data folder, which the caller takes away."""
    return {"path": str(await desk.store.snapshot())}


@command("jobs.list")
async def jobs_list(desk: Desk, args: NoArguments) -> Any:
    """What is due, and since when a restore holds it back, if one does."""
    due = await desk.store.due(now=desk.clock.now())
    return {"restored": await desk.store.restored_at(), "due": msgspec.to_builtins(due)}


@command("jobs.release")
async def jobs_release(desk: Desk, args: NoArguments) -> Any:
    """Let happen what a restore holds back."""
    held = await desk.store.release()
    desk.release()
    return {"held": held}


@command("clock.shift")
async def clock_shift(desk: Desk, args: Shift) -> Any:
    """Move domain time forward and say what it is now; for tests alone."""
    if not desk.settings.allow_clock_shift:
        raise CommandError("the clock may be moved only where allow_clock_shift is set")
    if args.seconds < 0:
        raise CommandError("domain time moves only forward")
    return {"now": desk.clock.shift(args.seconds)}


def names() -> list[str]:
    """Every command there is."""
    return list(commands)
