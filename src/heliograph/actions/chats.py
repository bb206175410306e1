"""Making groups and changing them: load, decide, commit, tell everybody in them."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.bot_events import tell_bots
from heliograph.actions.mailbox_events import sent_changes, tell_changes
from heliograph.actions.messaging import new_random_id
from heliograph.domain import chat_changes, chat_membership
from heliograph.domain.account_events import ChatChanged, ChatPart
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import (
    Asker,
    Chat,
    ChatContext,
    ChatDecision,
    Member,
    check_title,
)
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.events import Origin
from heliograph.domain.files import Photo
from heliograph.domain.peers import CHAT_ID_MAX
from heliograph.domain.people import Seen
from heliograph.domain.permissions import Right, is_inside
from heliograph.domain.profile_photos import shown
from heliograph.domain.timers import check_period

Decide = Callable[[ChatContext], ChatDecision | None]


def asker(app: App, account_id: int, chat_id: int) -> Asker:
    """Who asks for a change of a group, now."""
    return Asker(
        account_id=account_id,
        chat_id=chat_id,
        date=app.clock.now(),
        random_id=new_random_id(app),
    )


async def create(
    app: App,
    account_id: int,
    *,
    title: str,
    named: Sequence[int],
    ttl_period: int,
    origin: Origin | None,
) -> ChatOutcome:
    """A new group of the account and those of the named who let themselves be added."""
    # Drawn: a store that was restored gives none out twice.
    who = asker(app, account_id, 1 + app.random.below(CHAT_ID_MAX))
    period = check_period(ttl_period)
    title = check_title(title, app.chat_limits)

    def decide(asked: Sequence[Seen]) -> tuple[Chat, tuple[Member, ...]]:
        members = chat_membership.begin(
            asked, creator_id=account_id, date=who.date, limits=app.chat_limits
        )
        chat = Chat(
            id=who.chat_id,
            title=title,
            date=who.date,
            creator_id=account_id,
            members=len(members),
            ttl_period=period,
        )
        return chat, members

    outcome = await app.store.create_chat(who, named=named, decide=decide)
    return _told(app, outcome, (ChatPart.MEMBERS,), outcome.members, origin)


async def add(
    app: App,
    account_id: int,
    chat_id: int,
    user_id: int,
    *,
    show_last: int,
    origin: Origin | None,
) -> ChatOutcome:
    """Somebody more, who is shown so many of the last messages; nothing changes where their privacy
    keeps them out."""
    who = asker(app, account_id, chat_id)
    decide = partial(chat_membership.add, who, limits=app.chat_limits, show_last=show_last)
    outcome = await app.store.change_group(
        who, named=[user_id], decide=lambda context: decide(context)
    )
    return tell_members(app, outcome, origin)


async def remove(
    app: App, account_id: int, chat_id: int, user_id: int, *, origin: Origin | None
) -> ChatOutcome:
    """Somebody out of the group, or the asker leaving it."""
    who = asker(app, account_id, chat_id)
    outcome = await app.store.change_group(
        who, decide=lambda context: chat_membership.remove(who, context, user_id)
    )
    return tell_members(app, outcome, origin)


async def appoint(app: App, account_id: int, chat_id: int, user_id: int, *, is_admin: bool) -> None:
    """An admin more or fewer."""
    who = asker(app, account_id, chat_id)

    def decide(context: ChatContext) -> ChatDecision | None:
        return chat_membership.appoint(context, user_id, is_admin=is_admin)

    outcome = await app.store.change_group(who, decide=decide)
    # No answer says it: also the session that asked is told.
    _told(app, outcome, (ChatPart.ADMINS,), outcome.changed, None)


async def rename(
    app: App, account_id: int, chat_id: int, title: str, *, origin: Origin | None
) -> ChatOutcome:
    """Another title."""
    who = asker(app, account_id, chat_id)
    limits = app.chat_limits
    return await _change(app, who, lambda c: chat_changes.rename(who, c, title, limits), (), origin)


async def describe(app: App, account_id: int, chat_id: int, about: str) -> None:
    """Another description. Also the session that asked is told: no answer says it."""
    who = asker(app, account_id, chat_id)
    limits, parts = app.chat_limits, (ChatPart.OTHERS,)
    await _change(app, who, lambda c: chat_changes.describe(who, c, about, limits), parts, None)


async def show_photo(
    app: App, account_id: int, chat_id: int, photo: Photo | None, *, origin: Origin | None
) -> ChatOutcome:
    """Another photo, or none."""
    who = asker(app, account_id, chat_id)
    outcome = await app.store.change_group(
        who, decide=lambda c: chat_changes.show_photo(who, c, shown(photo)), photo=photo
    )
    return _told(app, outcome, (), (), origin)


async def forbid(
    app: App, account_id: int, chat_id: int, banned: Right, *, origin: Origin | None
) -> ChatOutcome:
    """What members may not do from now on."""
    who = asker(app, account_id, chat_id)
    parts = (ChatPart.RIGHTS,)
    return await _change(app, who, lambda c: chat_changes.forbid(who, c, banned), parts, origin)


async def protect(
    app: App, account_id: int, chat_id: int, *, enabled: bool, origin: Origin | None
) -> ChatOutcome:
    """Whether what is said in the group may be passed on."""
    who = asker(app, account_id, chat_id)

    def decide(context: ChatContext) -> ChatDecision:
        return chat_changes.protect(context, enabled=enabled)

    return await _change(app, who, decide, (ChatPart.OTHERS,), origin)


async def choose_reactions(
    app: App,
    account_id: int,
    chat_id: int,
    reactions: ChosenReactions | None,
    *,
    origin: Origin | None,
) -> ChatOutcome:
    """What may be chosen under messages, None for all."""
    who = asker(app, account_id, chat_id)

    def decide(context: ChatContext) -> ChatDecision:
        return chat_changes.choose_reactions(who, context, reactions)

    return await _change(app, who, decide, (ChatPart.OTHERS,), origin)


async def set_timer(
    app: App, account_id: int, chat_id: int, period: int, *, origin: Origin | None
) -> ChatOutcome:
    """After how many seconds what is sent goes, 0 for never."""
    who = asker(app, account_id, chat_id)
    checked = check_period(period)
    return await _change(
        app, who, lambda c: chat_changes.set_timer(who, c, checked), (ChatPart.OTHERS,), origin
    )


async def close(app: App, account_id: int, chat_id: int, *, origin: Origin | None) -> None:
    """Delete the group for everybody."""
    who = asker(app, account_id, chat_id)
    await _change(app, who, chat_changes.close, (ChatPart.OTHERS,), origin)


async def hand_over(
    app: App, account_id: int, chat_id: int, user_id: int, *, origin: Origin | None
) -> ChatOutcome:
    """Another creator."""
    who = asker(app, account_id, chat_id)
    outcome = await app.store.change_group(
        who, decide=lambda context: chat_membership.hand_over(who, context, user_id)
    )
    return _told(app, outcome, (ChatPart.MEMBERS,), outcome.members, origin)


def tell_left(app: App, outcome: ChatOutcome) -> None:
    """Tell a group who is in it after an account in it has ended."""
    _told(app, outcome, (ChatPart.MEMBERS,), outcome.members, None)


async def _change(
    app: App,
    who: Asker,
    decide: Decide,
    parts: tuple[ChatPart, ...],
    origin: Origin | None,
) -> ChatOutcome:
    outcome = await app.store.change_group(who, decide=decide)
    return _told(app, outcome, parts, (), origin)


def tell_members(app: App, outcome: ChatOutcome, origin: Origin | None) -> ChatOutcome:
    """Tell a group who came or went."""
    return _told(app, outcome, parts_of(outcome), outcome.changed, origin)


def parts_of(outcome: ChatOutcome) -> tuple[ChatPart, ...]:
    """Whether somebody came or went."""
    came = any(is_inside(one.role) for one in outcome.changed)
    return (ChatPart.CAME if came else ChatPart.WENT,)


def _told(
    app: App,
    outcome: ChatOutcome,
    parts: tuple[ChatPart, ...],
    members: Sequence[Member],
    origin: Origin | None,
) -> ChatOutcome:
    """Tell everybody who is or was in the group what became of it."""
    if not outcome.changes:
        return outcome
    tell_bots(app, outcome.for_bots)
    tell_changes(app, outcome.shown_before, origin=None)
    tell_changes(app, sent_changes(outcome.sent), origin=origin)
    if parts:
        change = ChatChanged(chat=outcome.chat, parts=parts, members=tuple(members))
        whole = replace(change, parts=(ChatPart.MEMBERS,), members=outcome.members)
        came = {one.account_id for one in outcome.changed if is_inside(one.role)}
        for owner_id in outcome.audience:
            # Who has just come knows nobody there yet.
            told = whole if owner_id in came and ChatPart.CAME in parts else change
            tell_account(app, owner_id, told, origin=origin)
    return outcome
