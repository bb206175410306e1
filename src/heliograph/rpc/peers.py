"""Which account a client means: every input form, with the proof that it may name it.

https://core.telegram.org/api/peers
"""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.tl import types

# A peer seen in a message of a peer seen in a message: clients nest once.
_NESTING_MAX = 3


async def peer_account(context: Context, peer: types.TypeInputPeer) -> int:
    """The account a dialog is with. PEER_ID_INVALID, CHANNEL_INVALID or MSG_ID_INVALID."""
    return await _peer(context, peer, 0)


async def user_account(context: Context, user: types.TypeInputUser) -> int:
    """The account a user form names. USER_ID_INVALID or MSG_ID_INVALID."""
    match user:
        case types.InputUserSelf():
            return context.account_id
        case types.InputUser():
            return _proved(context, user.user_id, user.access_hash, errors.UserIdInvalid)
        case types.InputUserFromMessage():
            return await _mentioned(context, user, errors.UserIdInvalid, 0)
    raise errors.UserIdInvalid


async def user_accounts(context: Context, users: Sequence[types.TypeInputUser]) -> list[int]:
    """The accounts several user forms name, in the order asked, each once."""
    if len(users) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    return list(dict.fromkeys([await user_account(context, user) for user in users]))


async def _peer(context: Context, peer: types.TypeInputPeer, depth: int) -> int:
    match peer:
        case types.InputPeerUser():
            return _proved(context, peer.user_id, peer.access_hash, errors.PeerIdInvalid)
        case types.InputPeerSelf():
            return context.account_id
        case types.InputPeerUserFromMessage():
            return await _mentioned(context, peer, errors.PeerIdInvalid, depth)
        case types.InputPeerChannel() | types.InputPeerChannelFromMessage():
            raise errors.ChannelInvalid
    raise errors.PeerIdInvalid


def _proved(context: Context, user_id: int, access_hash: int, refusal: type[errors.Refused]) -> int:
    if not context.access.may_use_user(context.account_id, user_id, access_hash):
        raise refusal
    return user_id


async def _mentioned(
    context: Context,
    form: types.InputPeerUserFromMessage | types.InputUserFromMessage,
    refusal: type[errors.Refused],
    depth: int,
) -> int:
    """A user without an access hash: the caller must have a message there that shows them."""
    if depth >= _NESTING_MAX:
        raise refusal
    dialog_with = await _peer(context, form.peer, depth + 1)
    page = await context.store.messages(context.account_id, [form.msg_id])
    if not page.messages or page.messages[0].peer_id != dialog_with:
        raise errors.MsgIdInvalid
    if all(seen.account.id != form.user_id for seen in page.sees):
        raise refusal
    return form.user_id
