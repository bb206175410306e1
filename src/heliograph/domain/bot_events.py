"""What bots are told that nobody else is: who comes, goes and asks where they are admins, and who
stopped them. Each takes one of the bot's own `qts`.

https://core.telegram.org/api/updates
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec.structs import replace

from heliograph.domain.channels import ChannelMember
from heliograph.domain.chat_invites import ChatInvite
from heliograph.domain.chats import Member, Shown
from heliograph.domain.permissions import is_inside

KEPT_S = 86_400
"""As long as Telegram keeps what bots do not fetch. https://core.telegram.org/bots/api#getupdates"""

WAITING_MAX = 10_000
"""Of one bot: a program that comes back after a night among many people reads no more."""


class ChannelMemberChanged(msgspec.Struct, frozen=True, kw_only=True, tag="channel"):
    """Somebody is something else in a supergroup or channel than before; None is nobody there.

    They came by an `invite` if it says so, or `asked` by the name of a public one.
    """

    peer_id: int
    date: int
    actor_id: int
    user_id: int
    before: ChannelMember | None
    after: ChannelMember | None
    invite: ChatInvite | None = None
    asked: bool = False


class ChatMemberChanged(msgspec.Struct, frozen=True, kw_only=True, tag="chat"):
    """As `ChannelMemberChanged`, in a basic group."""

    peer_id: int
    date: int
    actor_id: int
    user_id: int
    before: Member | None
    after: Member | None
    invite: ChatInvite | None = None


class JoinAsked(msgspec.Struct, frozen=True, kw_only=True, tag="asked"):
    """Somebody waits to be let in, by an `invite` or the name of a public supergroup."""

    peer_id: int
    date: int
    user_id: int
    invite: ChatInvite | None = None


class BotStopped(msgspec.Struct, frozen=True, kw_only=True, tag="stopped"):
    """Somebody keeps the bot out, or does so no longer."""

    date: int
    user_id: int
    stopped: bool


BotEvent = ChannelMemberChanged | ChatMemberChanged | JoinAsked | BotStopped


class BotUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """An event under the `qts` that one bot is told it with."""

    bot_id: int
    qts: int
    event: BotEvent


class MissedByBot(msgspec.Struct, frozen=True, kw_only=True):
    """What a bot has not heard of yet, in the order of qts up to `qts`; `final` is False when more
    follows."""

    qts: int
    updates: tuple[BotUpdate, ...] = ()
    sees: tuple[Shown, ...] = ()
    final: bool = True


def named_in(event: BotEvent) -> list[int]:
    """Whom a bot must be shown with an event; the place first."""
    named: dict[int, None] = {}
    if not isinstance(event, BotStopped):
        named[event.peer_id] = None
        if event.invite is not None:
            named[event.invite.admin_id] = None
    named[event.user_id] = None
    if isinstance(event, ChannelMemberChanged | ChatMemberChanged):
        named[event.actor_id] = None
        for member in (event.before, event.after):
            if member is not None:
                named[member.inviter_id] = None
            if isinstance(member, ChannelMember):
                named[member.by_id] = None
    named.pop(0, None)
    return list(named)


def changed_in_channel(
    before: Mapping[int, ChannelMember],
    changed: Iterable[ChannelMember],
    *,
    peer_id: int,
    actor_id: int,
    date: int,
    invite: ChatInvite | None,
    asked: bool,
) -> list[ChannelMemberChanged]:
    """What bots hear of those who changed in a channel."""
    made = []
    for one in changed:
        was, now = _listed(before.get(one.account_id)), _listed(one)
        if was != now:
            event = ChannelMemberChanged(
                peer_id=peer_id,
                date=date,
                actor_id=actor_id,
                user_id=one.account_id,
                before=was,
                after=now,
                invite=invite,
                asked=asked,
            )
            made.append(event)
    return made


def without_doers(event: ChannelMemberChanged, hidden: Collection[int]) -> ChannelMemberChanged:
    """The same for a bot that is not to know who of a supergroup's admins are anonymous: it is told
    that whoever changed did so themselves, as lists of members say it."""

    def shown(member: ChannelMember | None) -> ChannelMember | None:
        if member is None:
            return None
        own = member.account_id
        return replace(
            member,
            inviter_id=own if member.inviter_id in hidden else member.inviter_id,
            by_id=own if member.by_id in hidden else member.by_id,
        )

    return replace(
        event,
        actor_id=event.user_id if event.actor_id in hidden else event.actor_id,
        before=shown(event.before),
        after=shown(event.after),
    )


def _listed(member: ChannelMember | None) -> ChannelMember | None:
    """Somebody as far as lists of a channel name them: who is in it, limited or kept out."""
    if member is None or not (is_inside(member.role) or member.banned):
        return None
    return member


def changed_in_chat(
    before: Mapping[int, Member],
    changed: Iterable[Member],
    *,
    peer_id: int,
    actor_id: int,
    date: int,
    invite: ChatInvite | None,
) -> list[ChatMemberChanged]:
    """What bots hear of those who changed in a basic group."""
    made = []
    for one in changed:
        known = before.get(one.account_id)
        was = known if known is not None and is_inside(known.role) else None
        now = one if is_inside(one.role) else None
        if was != now:
            event = ChatMemberChanged(
                peer_id=peer_id,
                date=date,
                actor_id=actor_id,
                user_id=one.account_id,
                before=was,
                after=now,
                invite=invite,
            )
            made.append(event)
    return made
