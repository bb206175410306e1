"""Reacting to messages, and seeing how others did."""

from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.domain.account_events import (
    ConfigChanged,
    MessageReactionsChanged,
    RecentReactionsChanged,
)
from heliograph.domain.events import Origin, PostReacted
from heliograph.domain.history import MessagePage
from heliograph.domain.permissions import Standing
from heliograph.domain.reactions import (
    ReactionRequest,
    Withdrawal,
    check_offered,
    check_withdrawal,
    react,
)

_READ_AT_ONCE = 100
"""Messages that one call marks seen; clients call again while more are left."""

_WITHDRAWN_MAX = 1_000
"""Messages from which one call takes somebody's reactions."""


async def send_reaction(
    app: App, request: ReactionRequest, *, to_recent: bool, origin: Origin | None
) -> MessagePage:
    """Show a reaction under a message to everybody who has it; gives the asker's copy.

    `to_recent` also remembers it among those that the asker used last.
    """
    decide = partial(react, limits=app.reaction_limits)
    # In one change: the answer must not come after what somebody else makes of the message next.
    remembered = to_recent and bool(request.signs)
    copies = await app.store.react(request, decide=decide, remember=remembered)
    for copy in copies:
        _tell(app, copy, by_id=request.account_id if request.signs else 0, origin=origin)
    if remembered:
        tell_account(app, request.account_id, RecentReactionsChanged(), origin=origin)
    return copies[0]


async def withdraw_reaction(app: App, asked: Withdrawal, *, origin: Origin | None) -> MessagePage:
    """An admin takes away what somebody chose under a message; gives the admin's copy."""
    (copies,) = await app.store.withdraw_reactions(asked, decide=_may_withdraw, at_most=1)
    for copy in copies:
        _tell(app, copy, by_id=0, origin=origin)
    return copies[0]


async def withdraw_reactions(app: App, asked: Withdrawal, *, origin: Origin | None) -> None:
    """The same of the newest messages that somebody reacted to."""
    for _ in range(_WITHDRAWN_MAX // _READ_AT_ONCE):
        changed = await app.store.withdraw_reactions(
            asked, decide=_may_withdraw, at_most=_READ_AT_ONCE
        )
        for copies in changed:
            for copy in copies:
                _tell(app, copy, by_id=0, origin=origin)
        if len(changed) < _READ_AT_ONCE:
            return


def _may_withdraw(asked: Withdrawal, standing: Standing | None, broadcast: bool) -> None:
    check_withdrawal(asked, standing, broadcast=broadcast)


async def read_reactions(
    app: App, owner_id: int, peer_id: int, *, thread_id: int = 0, origin: Origin | None
) -> bool:
    """The owner has looked at the reactions in a dialog, or in a thread of it; whether some are
    left for another call."""
    seen = await app.store.read_reactions(
        owner_id, peer_id, thread_id=thread_id, at_most=_READ_AT_ONCE
    )
    for page in seen:
        _tell(app, page, by_id=0, origin=origin)
    return len(seen) == _READ_AT_ONCE


def _tell(app: App, page: MessagePage, *, by_id: int, origin: Origin | None) -> None:
    (message,) = page.messages
    if not message.owner_id:
        app.bus.publish(PostReacted(message=message, origin=origin))
        return
    change = MessageReactionsChanged(message=message, by_id=by_id)
    tell_account(app, message.owner_id, change, sees=page.sees, origin=origin)


async def forget_used_reactions(app: App, account_id: int, *, origin: Origin | None) -> None:
    """Offer the account all reactions in their usual order again."""
    await app.store.use_reactions(account_id, ())
    tell_account(app, account_id, RecentReactionsChanged(), origin=origin)


async def set_default_reaction(
    app: App, account_id: int, sign: str, *, origin: Origin | None
) -> None:
    """What a double tap sends from the account's clients. REACTION_INVALID if it is not offered."""
    check_offered(sign, app.reaction_limits)
    await app.store.set_default_reaction(account_id, sign)
    tell_account(app, account_id, ConfigChanged(), origin=origin)
