"""Links into groups: making them, changing them, taking them back.

https://core.telegram.org/api/invites
"""

import base64
from collections.abc import Sequence

from heliograph.actions import join_requests
from heliograph.actions.app import App
from heliograph.actions.chats import asker
from heliograph.domain import errors
from heliograph.domain.chat_invites import (
    ChatInvite,
    Group,
    InviteTerms,
    check_may_change,
    check_may_invite,
    edit_invite,
    new_invite,
)
from heliograph.domain.permissions import Role

_HASH_BYTES = 12
_PAST_ALL = 2**62


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

    made = await app.store.change_invite(who, hash, decide=decide)
    if terms.revoked and made[0].requested:
        await join_requests.tell_pending(app, chat_id)
    return made


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
