"""Links into groups: making them, coming by one, letting in who asked.

https://core.telegram.org/api/invites
"""

import base64
from collections.abc import Sequence

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.channel_telling import tell_changed
from heliograph.actions.chats import asker, tell_members
from heliograph.domain import errors
from heliograph.domain.account_events import RequestsPending
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.chat_invites import (
    ChatInvite,
    Group,
    InviteTerms,
    JoinContext,
    JoinDecision,
    Joiner,
    check_may_change,
    check_may_invite,
    come,
    come_into_channel,
    edit_invite,
    new_invite,
    settle_request,
)
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, ChatContext
from heliograph.domain.events import Origin
from heliograph.domain.peers import chat_peer
from heliograph.domain.permissions import Role

_HASH_BYTES = 12
_PAST_ALL = 2**62
_SHOWN_REQUESTERS = 3
"""Faces beside the number of those who wait."""


def draw_hash(app: App) -> str:
    """A new link's secret, which nobody guesses."""
    return base64.urlsafe_b64encode(app.random.token(_HASH_BYTES)).decode()


async def permanent_invite(app: App, account_id: int, chat_id: int) -> ChatInvite:
    """The link that an admin always has; made when it is first asked for."""
    found, _ = await app.store.chat_invites(
        chat_id, account_id, revoked=False, before=_PAST_ALL, after_hash="", at_most=1
    )
    if found and found[0].permanent:
        return found[0]
    who, secret = asker(app, account_id, chat_id), draw_hash(app)

    def decide(group: Group, known: ChatInvite | None) -> Sequence[ChatInvite]:
        if known is not None:
            return [known]
        return [new_invite(who, group, InviteTerms(), new_hash=secret, permanent=True)]

    return (await app.store.change_invite(who, None, decide=decide))[0]


async def export(app: App, account_id: int, chat_id: int, terms: InviteTerms) -> ChatInvite:
    """A new link of the account's."""
    who, secret = asker(app, account_id, chat_id), draw_hash(app)

    def decide(group: Group, _: ChatInvite | None) -> Sequence[ChatInvite]:
        return [new_invite(who, group, terms, new_hash=secret)]

    return (await app.store.change_invite(who, secret, decide=decide))[0]


async def replace_permanent(app: App, account_id: int, chat_id: int) -> ChatInvite:
    """Revoke the permanent link; gives the one that takes its place."""
    known = await permanent_invite(app, account_id, chat_id)
    gone = InviteTerms(revoked=True)
    return (await edit(app, account_id, chat_id, known.hash, gone))[-1]


async def edit(
    app: App, account_id: int, chat_id: int, hash: str, terms: InviteTerms
) -> Sequence[ChatInvite]:
    """The link as it is from now on; behind it the one that takes a permanent one's place."""
    who, secret = asker(app, account_id, chat_id), draw_hash(app)

    def decide(group: Group, known: ChatInvite | None) -> Sequence[ChatInvite]:
        return edit_invite(who, group, known, terms, new_hash=secret)

    return await app.store.change_invite(who, hash, decide=decide)


async def drop(app: App, account_id: int, chat_id: int, *, hash: str | None, admin_id: int) -> None:
    """Forget a revoked link, or all that an admin has revoked. INVITE_REVOKED_MISSING."""
    who = asker(app, account_id, chat_id)

    def decide(group: Group, known: ChatInvite | None) -> None:
        if hash is not None:
            if not check_may_change(who, group, known).revoked:
                raise errors.InviteRevokedMissing
            return
        check_may_invite(group)
        if admin_id != account_id and group.standing.role is not Role.CREATOR:
            raise errors.ChatAdminRequired

    await app.store.drop_invites(who, hash=hash, admin_id=admin_id, decide=decide)


async def join_channel(
    app: App, account_id: int, hash: str, *, origin: Origin | None
) -> ChannelOutcome:
    """Come into a channel by a link."""
    who = asker(app, account_id, 0)
    outcome = await app.store.join_channel_by(who, hash, decide=come_into_channel)
    return tell_changed(app, outcome, origin=origin)


async def join(app: App, account_id: int, hash: str, *, origin: Origin | None) -> ChatOutcome:
    """Come by a link. INVITE_REQUEST_SENT for who waits to be let in: the admins are told."""
    who = asker(app, account_id, 0)

    def decide(coming: Asker, context: JoinContext) -> JoinDecision:
        return come(coming, context, app.chat_limits)

    outcome = await app.store.join_chat(who, hash, decide=decide)
    if not outcome.changes:
        await _tell_pending(app, outcome, origin=None)
        raise errors.InviteRequestSent
    return tell_members(app, outcome, origin)


async def settle(
    app: App,
    account_id: int,
    chat_id: int,
    user_id: int,
    *,
    approved: bool,
    origin: Origin | None,
) -> ChatOutcome:
    """Let somebody in who asked, or not."""
    who = asker(app, account_id, chat_id)

    def decide(group: ChatContext, joiner: Joiner | None) -> JoinDecision | None:
        return settle_request(who, group, joiner, app.chat_limits, approved=approved)

    outcome = await app.store.settle_request(who, user_id, decide=decide)
    # What comes to the asker's mailbox is another's message: no answer brings it.
    tell_members(app, outcome, None)
    await _tell_pending(app, outcome, origin=origin)
    return outcome


async def pending(app: App, chat_id: int) -> tuple[int, Sequence[int]]:
    """How many wait to be let in, and the latest of them."""
    found, count = await app.store.joiners(
        chat_id,
        waiting=True,
        hash=None,
        before=_PAST_ALL,
        below_id=0,
        at_most=_SHOWN_REQUESTERS,
    )
    return count, [one.account_id for one in found]


async def _tell_pending(app: App, outcome: ChatOutcome, *, origin: Origin | None) -> None:
    count, recent = await pending(app, outcome.chat.id)
    change = RequestsPending(
        peer_id=chat_peer(outcome.chat.id), count=count, recent_ids=tuple(recent)
    )
    for member in outcome.members:
        if member.role >= Role.ADMIN:
            tell_account(app, member.account_id, change, origin=origin)
