"""Groups for load tests: a supergroup of each size, and a basic group of those that may be one."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from heliograph.actions import channels, chats
from heliograph.actions.app import App
from heliograph.domain.access import AccessHasher
from heliograph.domain.channel_membership import newcomer
from heliograph.domain.channels import ChannelContext, ChannelDecision, ChannelMember
from heliograph.domain.chats import Asker, ChatLimits
from heliograph.domain.permissions import Role

_AT_ONCE = 1_000
"""Members that one commit brings in."""


async def make_groups(
    app: App, members: Sequence[int], sizes: Sequence[int], access: AccessHasher
) -> dict[str, Any]:
    """Groups of the first of `members`, the very first their creator.

    Gives `groups` (by the size, `id` and the creator's `hash` of a supergroup) and `chats` (by the
    size, the id of a basic group, where one may have so many members).
    """
    most = ChatLimits().members
    groups = {size: await _make_supergroup(app, members[:size], access) for size in sizes}
    return {
        "groups": groups,
        "chats": {size: await _make_chat(app, members[:size]) for size in sizes if size <= most},
    }


async def _make_chat(app: App, members: Sequence[int]) -> int:
    creator_id, *others = members
    title = f"{len(members)} together"
    outcome = await chats.create(
        app, creator_id, title=title, named=others, ttl_period=0, origin=None
    )
    return outcome.chat.id


async def _make_supergroup(
    app: App, members: Sequence[int], access: AccessHasher
) -> dict[str, int]:
    creator_id, *others = members
    made = await channels.create(
        app,
        creator_id,
        title=f"{len(members)} at large",
        about="",
        broadcast=False,
        forum=False,
        ttl_period=0,
        origin=None,
    )
    channel_id = made.channel.id
    for start in range(0, len(others), _AT_ONCE):
        coming = others[start : start + _AT_ONCE]
        who = chats.asker(app, creator_id, channel_id)
        await app.store.change_channel(who, decide=partial(_let_in, who, coming))
    return {"id": channel_id, "hash": access.of_channel(creator_id, channel_id)}


def _let_in(who: Asker, coming: Sequence[int], context: ChannelContext) -> ChannelDecision:
    """The operator vouches for them: nobody is asked, and nothing is told in the group."""
    changed = tuple(
        newcomer(who, context, _stranger(account_id, who), inviter_id=who.account_id)
        for account_id in coming
    )
    channel = context.channel
    return ChannelDecision(
        channel=replace(channel, members=channel.members + len(changed)), changed=changed
    )


def _stranger(account_id: int, who: Asker) -> ChannelMember:
    return ChannelMember(
        account_id=account_id, role=Role.STRANGER, inviter_id=who.account_id, date=who.date
    )
