"""Links into groups: what their admins do with them.

https://core.telegram.org/api/invites
"""

from collections.abc import Iterable

from heliograph.actions import chat_invites as actions
from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chat_invites import ChatInvite, InviteTerms
from heliograph.domain.permissions import AdminRight, Role, Standing, check_admin
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_edits import asked_chat
from heliograph.rpc.messages.chats import known_chat
from heliograph.rpc.peers import CHANNEL_PEERS, dialog_peer, user_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chat_invites import exported, hash_of
from heliograph.views.users import users

_PAST_ALL = 2**62


@method("messages.exportChatInvite", rate=Rate.CHATS)
async def export_chat_invite(
    context: Context, request: functions.messages.ExportChatInvite
) -> types.TypeExportedChatInvite:
    """A new link; nobody pays to be in a group.

    https://core.telegram.org/method/messages.exportChatInvite
    """
    chat_id = await place_of_links(context, request.peer)
    if request.subscription_pricing is not None:
        raise errors.PeerIdInvalid
    if request.legacy_revoke_permanent:
        own = context.account_id
        return exported(await actions.replace_permanent(context.app, own, chat_id))
    terms = InviteTerms(
        title=request.title,
        expires=request.expire_date,
        usage_limit=request.usage_limit,
        request_needed=request.request_needed,
    )
    return exported(await actions.export(context.app, context.account_id, chat_id, terms))


@method("messages.editExportedChatInvite", rate=Rate.CHATS)
async def edit_exported_chat_invite(
    context: Context, request: functions.messages.EditExportedChatInvite
) -> types.messages.TypeExportedChatInvite:
    """https://core.telegram.org/method/messages.editExportedChatInvite"""
    chat_id = await place_of_links(context, request.peer)
    terms = InviteTerms(
        title=request.title,
        expires=request.expire_date,
        usage_limit=request.usage_limit,
        request_needed=request.request_needed,
        revoked=request.revoked,
    )
    made = await actions.edit(
        context.app, context.account_id, chat_id, hash_of(request.link), terms
    )
    known = await _admins(context, made)
    if len(made) == 1:
        return types.messages.ExportedChatInvite(invite=exported(made[0]), users=known)
    return types.messages.ExportedChatInviteReplaced(
        invite=exported(made[0]), new_invite=exported(made[1]), users=known
    )


@method("messages.getExportedChatInvites")
async def get_exported_chat_invites(
    context: Context, request: functions.messages.GetExportedChatInvites
) -> types.messages.ExportedChatInvites:
    """An admin's own; the creator sees everybody's. The permanent one is made if there is none.

    https://core.telegram.org/method/messages.getExportedChatInvites
    """
    chat_id = await place_of_links(context, request.peer)
    admin_id = await _asked_admin(context, chat_id, request.admin_id)
    if request.limit < 0:
        raise errors.LimitInvalid
    if admin_id == context.account_id and not request.revoked:
        # Android crashes on an empty list.
        await actions.permanent_invite(context.app, admin_id, chat_id)
    found, count = await context.store.chat_invites(
        chat_id,
        admin_id,
        revoked=request.revoked,
        before=_PAST_ALL if request.offset_date is None else request.offset_date,
        after_hash=hash_of(request.offset_link or ""),
        at_most=min(request.limit, context.limits.page_max),
    )
    return types.messages.ExportedChatInvites(
        count=count,
        invites=[exported(one) for one in found],
        users=await _admins(context, found),
    )


@method("messages.getExportedChatInvite")
async def get_exported_chat_invite(
    context: Context, request: functions.messages.GetExportedChatInvite
) -> types.messages.TypeExportedChatInvite:
    """https://core.telegram.org/method/messages.getExportedChatInvite"""
    chat_id = await place_of_links(context, request.peer)
    found = await context.store.chat_invite(hash_of(request.link))
    if found is None or found.chat_id != chat_id:
        raise errors.InviteHashExpired
    await _check_admin(context, chat_id, found.admin_id)
    return types.messages.ExportedChatInvite(
        invite=exported(found), users=await _admins(context, [found])
    )


@method("messages.deleteExportedChatInvite", rate=Rate.CHATS)
async def delete_exported_chat_invite(
    context: Context, request: functions.messages.DeleteExportedChatInvite
) -> bool:
    """https://core.telegram.org/method/messages.deleteExportedChatInvite"""
    chat_id = await place_of_links(context, request.peer)
    own = context.account_id
    await actions.drop(context.app, own, chat_id, hash=hash_of(request.link), admin_id=own)
    return True


@method("messages.deleteRevokedExportedChatInvites", rate=Rate.CHATS)
async def delete_revoked_exported_chat_invites(
    context: Context, request: functions.messages.DeleteRevokedExportedChatInvites
) -> bool:
    """https://core.telegram.org/method/messages.deleteRevokedExportedChatInvites"""
    chat_id = await place_of_links(context, request.peer)
    admin_id = await user_account(context, request.admin_id)
    await actions.drop(context.app, context.account_id, chat_id, hash=None, admin_id=admin_id)
    return True


@method("messages.getAdminsWithInvites")
async def get_admins_with_invites(
    context: Context, request: functions.messages.GetAdminsWithInvites
) -> types.messages.ChatAdminsWithInvites:
    """For the creator alone.

    https://core.telegram.org/method/messages.getAdminsWithInvites
    """
    chat_id = await place_of_links(context, request.peer)
    await _check_admin(context, chat_id, None)
    found = await context.store.admins_with_invites(chat_id)
    people = await context.store.seen(context.account_id, [row[0] for row in found])
    return types.messages.ChatAdminsWithInvites(
        admins=[
            types.ChatAdminWithInvites(
                admin_id=admin_id, invites_count=count, revoked_invites_count=revoked
            )
            for admin_id, count, revoked in found
        ],
        users=users(people, context.access),
    )


async def place_of_links(context: Context, peer: types.TypeInputPeer) -> int:
    """What stands for a group or channel in its links: a group's id, a channel's peer."""
    if isinstance(peer, CHANNEL_PEERS):
        return await dialog_peer(context, peer)
    return await asked_chat(context, peer)


async def standing_in(context: Context, place: int) -> Standing:
    if place > 0:
        return (await known_chat(context, place))[0].standing
    for seen in await context.store.shown(context.account_id, [place]):
        if isinstance(seen, SeenChannel):
            return seen.standing
    raise errors.ChannelInvalid


async def _asked_admin(context: Context, chat_id: int, form: types.TypeInputUser) -> int:
    admin_id = await user_account(context, form)
    await _check_admin(context, chat_id, admin_id)
    return admin_id


async def _check_admin(context: Context, chat_id: int, admin_id: int | None) -> None:
    """CHAT_ADMIN_REQUIRED for who may make no links, or asks for another's without owning all."""
    standing = await standing_in(context, chat_id)
    check_admin(standing, AdminRight.INVITE_USERS)
    if admin_id != context.account_id and standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired


async def _admins(context: Context, invites: Iterable[ChatInvite]) -> list[types.TypeUser]:
    ids = [one.admin_id for one in invites]
    return users(await context.store.seen(context.account_id, ids), context.access)
