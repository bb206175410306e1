"""What a group is called, how it looks, and what may be done in it.

https://core.telegram.org/api/channel#basic-groups
"""

from functools import partial

from heliograph.actions import channel_admins, channel_settings, channels
from heliograph.actions import chats as actions
from heliograph.actions.file_copies import photo_apart
from heliograph.domain import channel_changes, errors
from heliograph.domain.account_events import ChatPart
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.files import Photo
from heliograph.domain.peers import channel_peer, chat_of, is_chat
from heliograph.domain.reactions import check_choice
from heliograph.rpc.channels.changes import changed as channel_changed
from heliograph.rpc.channels.named import channel_in
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_answers import changed
from heliograph.rpc.messages.files import shown_photo, uploaded_face
from heliograph.rpc.messages.reacting import sign_of
from heliograph.rpc.peers import named_chat, peer_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_text
from heliograph.tl import functions, types
from heliograph.views.rights import asked_rights


async def asked_chat(context: Context, peer: types.TypeInputPeer) -> int:
    """The id of the group that a peer means. PEER_ID_INVALID for a person."""
    peer_id = await peer_account(context, peer)
    if not is_chat(peer_id):
        raise errors.PeerIdInvalid
    return chat_of(peer_id)


@method("messages.editChatTitle", rate=Rate.CHATS)
async def edit_chat_title(
    context: Context, request: functions.messages.EditChatTitle
) -> types.TypeUpdates:
    """https://core.telegram.org/method/messages.editChatTitle"""
    named_chat(request.chat_id)
    outcome = await actions.rename(
        context.app, context.account_id, request.chat_id, request.title, origin=context.origin
    )
    return await changed(context, outcome, ())


@method("messages.editChatAbout", rate=Rate.CHATS)
async def edit_chat_about(context: Context, request: functions.messages.EditChatAbout) -> bool:
    """https://core.telegram.org/method/messages.editChatAbout"""
    channel_id = await channel_in(context, request.peer)
    if channel_id is not None:
        await screen_text(context, channel_peer(channel_id), request.about)
        await channels.describe(context.app, context.account_id, channel_id, request.about)
        return True
    chat_id = await asked_chat(context, request.peer)
    await actions.describe(context.app, context.account_id, chat_id, request.about)
    return True


@method("messages.editChatPhoto", rate=Rate.CHATS)
async def edit_chat_photo(
    context: Context, request: functions.messages.EditChatPhoto
) -> types.TypeUpdates:
    """A photo that was sent up or shown before, or none; there are no films as photos.

    https://core.telegram.org/method/messages.editChatPhoto
    """
    named_chat(request.chat_id)
    photo = await asked_photo(context, request.photo)
    outcome = await actions.show_photo(
        context.app, context.account_id, request.chat_id, photo, origin=context.origin
    )
    return await changed(context, outcome, ())


async def asked_photo(context: Context, asked: types.TypeInputChatPhoto) -> Photo | None:
    """The photo that a group or channel is to show, None for none."""
    match asked:
        case types.InputChatPhoto():
            photo = await shown_photo(context, asked.id)
            return await photo_apart(context.app, context.account_id, photo)
        case types.InputChatUploadedPhoto(file=file) if file is not None:
            return await uploaded_face(context, file)
        case types.InputChatUploadedPhoto():
            raise errors.PhotoFileMissing
    return None


@method("messages.editChatDefaultBannedRights", rate=Rate.CHATS)
async def edit_chat_default_banned_rights(
    context: Context, request: functions.messages.EditChatDefaultBannedRights
) -> types.TypeUpdates:
    """https://core.telegram.org/method/messages.editChatDefaultBannedRights"""
    banned = asked_rights(request.banned_rights)
    channel_id = await channel_in(context, request.peer)
    if channel_id is not None:
        made = await channel_admins.forbid(
            context.app, context.account_id, channel_id, banned, origin=context.origin
        )
        return await channel_changed(context, made)
    chat_id = await asked_chat(context, request.peer)
    outcome = await actions.forbid(
        context.app,
        context.account_id,
        chat_id,
        banned,
        origin=context.origin,
    )
    return await changed(context, outcome, (ChatPart.RIGHTS,))


@method("messages.setChatAvailableReactions", rate=Rate.CHATS)
async def set_chat_available_reactions(
    context: Context, request: functions.messages.SetChatAvailableReactions
) -> types.TypeUpdates:
    """REACTION_INVALID for a sign that nobody may choose, LIMIT_INVALID for fewer than none.

    Nothing is paid for here: REACTION_INVALID as well.

    https://core.telegram.org/method/messages.setChatAvailableReactions
    """
    channel_id = await channel_in(context, request.peer)
    chosen = _asked_reactions(request)
    check_choice(chosen, context.app.reaction_limits)
    if channel_id is not None:
        make = partial(channel_changes.choose_reactions, reactions=chosen)
        made = await channel_settings.change(
            context.app, context.account_id, channel_id, make, origin=context.origin
        )
        return await channel_changed(context, made)
    chat_id = await asked_chat(context, request.peer)
    outcome = await actions.choose_reactions(
        context.app, context.account_id, chat_id, chosen, origin=context.origin
    )
    return await changed(context, outcome, (ChatPart.OTHERS,))


def _asked_reactions(
    request: functions.messages.SetChatAvailableReactions,
) -> ChosenReactions | None:
    if request.paid_enabled:
        raise errors.ReactionInvalid
    most = request.reactions_limit or 0
    match request.available_reactions:
        case types.ChatReactionsSome(reactions=listed):
            signs = dict.fromkeys(sign_of(one) for one in listed)
            return ChosenReactions(tuple(signs), most)
        case types.ChatReactionsNone():
            return ChosenReactions(())
    return ChosenReactions(None, most) if most else None
