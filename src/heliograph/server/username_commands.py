"""What an operator may say of the names that people and channels are found under."""

from typing import Any

import msgspec

from heliograph.actions import channels, profiles
from heliograph.domain.channel_names import held
from heliograph.domain.channels import Channel
from heliograph.domain.peers import CHANNELS_BEGIN, channel_of, is_channel
from heliograph.domain.people import Account, Username
from heliograph.domain.usernames import held_usernames
from heliograph.server.control import CommandError
from heliograph.server.desk import Desk, command, named_account


class Named(msgspec.Struct, forbid_unknown_fields=True):
    """Whom a name is for, an account or a channel, and the name."""

    who: str
    username: str


@command("username.grant")
async def username_grant(desk: Desk, args: Named) -> Any:
    """One more name for an account, a supergroup or a channel, whose owner may hide it."""
    name, channel_id = args.username.removeprefix("@"), await _named_channel(desk, args.who)
    if channel_id is not None:
        return _names_of(await channels.grant_username(desk.app, channel_id, name))
    account = await named_account(desk, args.who)
    return _names_of(await profiles.grant(desk.app, account.id, name))


@command("username.withdraw")
async def username_withdraw(desk: Desk, args: Named) -> Any:
    """A name taken back that was given; the one of its holder's choice is theirs."""
    name, channel_id = args.username.removeprefix("@"), await _named_channel(desk, args.who)
    if channel_id is not None:
        return _names_of(await channels.withdraw_username(desk.app, channel_id, name))
    account = await named_account(desk, args.who)
    return _names_of(await profiles.withdraw(desk.app, account.id, name))


async def _named_channel(desk: Desk, who: str) -> int | None:
    """The channel that is meant by a username, or by the number that the Bot API has for it."""
    if who.startswith("@"):
        holder_id = await desk.store.username_holder(who)
        return channel_of(holder_id) if holder_id is not None and is_channel(holder_id) else None
    digits = who.removeprefix("-")
    if who == digits or not digits.isascii() or not digits.isdigit():
        return None
    # Bots subtract the id from a fixed number; people write it behind "-100".
    for channel_id in (int(digits) + CHANNELS_BEGIN, int(digits.removeprefix("100") or 0)):
        if 0 < channel_id < -CHANNELS_BEGIN:
            return channel_id
    raise CommandError(f"no channel has the number {who}")


def _names_of(holder: Account | Channel) -> dict[str, Any]:
    if isinstance(holder, Channel):
        return {"id": holder.peer_id, **_listed(held(holder))}
    return {"id": holder.id, **_listed(held_usernames(holder))}


def _listed(names: tuple[Username, ...]) -> dict[str, Any]:
    return {
        "usernames": [name.name for name in names if name.active],
        "hidden": [name.name for name in names if not name.active],
    }
