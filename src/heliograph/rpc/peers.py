"""Which account a client means: every input form, with the proof that it may name it.

https://core.telegram.org/api/peers
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self, TypeGuard

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import SeenChat, peer_of
from heliograph.domain.history import MessagePage
from heliograph.domain.messages import Message
from heliograph.domain.peers import (
    CHANNEL_ID_MAX,
    CHAT_ID_MAX,
    channel_peer,
    chat_peer,
    is_channel,
)
from heliograph.domain.people import is_bot
from heliograph.domain.permissions import Role
from heliograph.rpc.context import Context
from heliograph.tl import types

# A peer seen in a message of a peer seen in a message: clients nest once.
_NESTING_MAX = 3

Form = types.TypeInputPeer | types.TypeInputUser
ChannelForm = types.InputPeerChannel | types.InputChannel
NO_CHANNELS: Mapping[int, SeenChannel] = {}
NOTHING_CITED: Mapping[tuple[int, int], Message] = {}
ChannelFromMessage = types.InputPeerChannelFromMessage | types.InputChannelFromMessage
CHANNEL_PEERS = (types.InputPeerChannel, types.InputPeerChannelFromMessage)
_FROM_MESSAGE = (types.InputPeerUserFromMessage, types.InputUserFromMessage)


async def peer_account(context: Context, peer: types.TypeInputPeer) -> int:
    """The account a dialog is with; see `Forms.peer`."""
    return (await Forms.read(context, [peer])).peer(peer)


async def dialog_peer(context: Context, peer: types.TypeInputPeer) -> int:
    """As `peer_account`, and a channel that the caller may look into; see `Forms.dialog`."""
    return (await Forms.read(context, [peer])).dialog(peer)


async def forum_peer(context: Context, peer: types.TypeInputPeer) -> int:
    """Topics are in supergroups: PEER_ID_INVALID for another dialog."""
    peer_id = await dialog_peer(context, peer)
    if not is_channel(peer_id):
        raise errors.PeerIdInvalid
    return peer_id


async def user_account(context: Context, user: types.TypeInputUser) -> int:
    """The account a user form names; see `Forms.user`."""
    return (await Forms.read(context, [user])).user(user)


async def user_accounts(context: Context, users: Sequence[types.TypeInputUser]) -> list[int]:
    """The accounts several user forms name, in the order asked, each once."""
    if len(users) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    forms = await Forms.read(context, users)
    return list(dict.fromkeys(forms.user(user) for user in users))


class Forms:
    """The forms of one request, with all messages they point at read at once.

    A form that is asked for must be among those given to `read`.
    """

    def __init__(
        self,
        context: Context,
        page: MessagePage | None,
        met: frozenset[int] = frozenset(),
        groups: frozenset[int] = frozenset(),
        *,
        channels: Mapping[int, SeenChannel] = NO_CHANNELS,
        cited: Mapping[tuple[int, int], Message] = NOTHING_CITED,
    ) -> None:
        self._context = context
        self._channels = channels
        self._cited = cited
        self._met = met
        self._groups = groups
        self._messages = {message.id: message for message in page.messages} if page else {}
        self._people = {peer_of(one) for one in page.sees} if page else set()

    @classmethod
    async def read(cls, context: Context, forms: Iterable[Form]) -> Self:
        """Look up what the forms need; most need nothing."""
        forms = list(forms)
        page = None
        # Nearly all forms bring their proof with them.
        if any([isinstance(form, _FROM_MESSAGE) for form in forms]):
            ids = dict.fromkeys(msg_id for form in forms for msg_id in _cited(form))
            page = await context.store.messages(context.account_id, list(ids))
        met: frozenset[int] = frozenset()
        if is_bot(context.account_id):
            bare = [form.user_id for form in forms if _is_bare(form)]
            met = await context.store.met(context.account_id, bare) if bare else met
        asked = [chat_peer(one.chat_id) for form in forms for one in _groups_in(form)]
        groups = await _groups_of(context, asked) if asked else frozenset()
        named = [one for form in forms for one in _channels_in(form)]
        unproved = [one for one in forms if isinstance(one, types.InputPeerChannelFromMessage)]
        if not named and not unproved:
            return cls(context, page, met, groups)
        channels = await seen_channels(context, named)
        for form in unproved:
            channels[form.channel_id] = await channel_from_message(context, form)
        cited = await _cited_in(context, forms, channels)
        return cls(context, page, met, groups, channels=channels, cited=cited)

    def peer(self, peer: types.TypeInputPeer) -> int:
        """The account a dialog is with. PEER_ID_INVALID, CHANNEL_INVALID or MSG_ID_INVALID."""
        return self._peer(peer, 0)

    def dialog(self, peer: types.TypeInputPeer) -> int:
        """As `peer`, also a channel. CHANNEL_INVALID, CHANNEL_PRIVATE for who may not look in."""
        if not isinstance(peer, CHANNEL_PEERS):
            return self.peer(peer)
        return self.channel(peer).channel.peer_id

    def listed(self, peer: types.TypeInputPeer) -> int:
        """As `dialog`, also a channel that the caller may not look into any more: what they arrange
        is theirs."""
        if not isinstance(peer, CHANNEL_PEERS):
            return self.peer(peer)
        seen = self._channels.get(peer.channel_id)
        if seen is None:
            raise errors.ChannelInvalid
        return seen.channel.peer_id

    def channel(self, form: ChannelForm | types.InputPeerChannelFromMessage) -> SeenChannel:
        """The channel that a form names. CHANNEL_INVALID, CHANNEL_PRIVATE."""
        return checked_channel(self._channels.get(form.channel_id))

    def user(self, user: types.TypeInputUser) -> int:
        """The account a user form names. USER_ID_INVALID or MSG_ID_INVALID."""
        match user:
            case types.InputUserSelf():
                return self._context.account_id
            case types.InputUser():
                return self._proved(user.user_id, user.access_hash, errors.UserIdInvalid)
            case types.InputUserFromMessage():
                return self._shown(user, errors.UserIdInvalid, 0)
        raise errors.UserIdInvalid

    def _peer(self, peer: types.TypeInputPeer, depth: int) -> int:
        match peer:
            case types.InputPeerUser():
                return self._proved(peer.user_id, peer.access_hash, errors.PeerIdInvalid)
            case types.InputPeerSelf():
                return self._context.account_id
            case types.InputPeerUserFromMessage():
                return self._shown(peer, errors.PeerIdInvalid, depth)
            case types.InputPeerChat():
                return self._group(peer.chat_id)
            case types.InputPeerChannel() | types.InputPeerChannelFromMessage():
                raise errors.ChannelInvalid
        raise errors.PeerIdInvalid

    def _group(self, chat_id: int) -> int:
        """The peer of a group that the caller is or was in."""
        peer_id = chat_peer(chat_id)
        if peer_id not in self._groups:
            raise errors.PeerIdInvalid
        return peer_id

    def _proved(self, user_id: int, access_hash: int, refusal: type[errors.Refused]) -> int:
        context = self._context
        # Bots keep ids alone: hash 0 stands for those they have met.
        if access_hash == 0 and user_id in self._met:
            return user_id
        if not context.access.may_use_user(context.account_id, user_id, access_hash):
            raise refusal
        return user_id

    def _shown(
        self,
        form: types.InputPeerUserFromMessage | types.InputUserFromMessage,
        refusal: type[errors.Refused],
        depth: int,
    ) -> int:
        """A user without an access hash: the caller must have a message there that shows them."""
        if depth >= _NESTING_MAX:
            raise refusal
        if isinstance(form.peer, types.InputPeerChannel):
            return self._shown_in_channel(form, form.peer, refusal)
        dialog_with = self._peer(form.peer, depth + 1)
        message = self._messages.get(form.msg_id)
        if message is None or message.peer_id != dialog_with:
            raise errors.MsgIdInvalid
        if not message.shows(form.user_id) or form.user_id not in self._people:
            raise refusal
        return form.user_id

    def _shown_in_channel(
        self,
        form: types.InputPeerUserFromMessage | types.InputUserFromMessage,
        peer: types.InputPeerChannel,
        refusal: type[errors.Refused],
    ) -> int:
        """As `_shown`, in a channel's message, from which clients know people without a hash."""
        message = self._cited.get((self.channel(peer).channel.peer_id, form.msg_id))
        if message is None:
            raise errors.MsgIdInvalid
        if not message.shows(form.user_id):
            raise refusal
        return form.user_id


async def seen_channels(context: Context, forms: Sequence[ChannelForm]) -> dict[int, SeenChannel]:
    """The channels that are named with their hash, as the caller sees them, by id.

    To bots, who keep ids alone, hash 0 stands for those they are in.
    """
    own = context.account_id
    proved = {
        form.channel_id
        for form in forms
        if context.access.may_use_channel(own, form.channel_id, form.access_hash)
    }
    bare = {form.channel_id for form in forms if form.access_hash == 0 and is_bot(own)}
    wanted = [channel_peer(one) for one in proved | bare if 0 < one <= CHANNEL_ID_MAX]
    sees = await context.store.shown(own, wanted) if wanted else ()
    return {
        one.channel.id: one
        for one in sees
        if isinstance(one, SeenChannel) and (one.channel.id in proved or one.inside)
    }


def checked_channel(seen: SeenChannel | None) -> SeenChannel:
    """CHANNEL_INVALID for one that was not shown to the caller, CHANNEL_PRIVATE for who may not
    look into it."""
    if seen is None:
        raise errors.ChannelInvalid
    if not seen.readable:
        raise errors.ChannelPrivate
    return seen


async def named_channel(context: Context, form: types.TypeInputChannel) -> SeenChannel:
    """The channel that a form names; see `checked_channel`.

    One that was shown to the caller once and that the store has not, as it was made after the
    backup that was restored, is CHANNEL_PRIVATE: by that clients know that it is gone for them.
    """
    if isinstance(form, types.InputChannelFromMessage):
        return checked_channel(await channel_from_message(context, form))
    if not isinstance(form, types.InputChannel):
        raise errors.ChannelInvalid
    seen = (await seen_channels(context, [form])).get(form.channel_id)
    own = context.account_id
    if seen is None and context.access.may_use_channel(own, form.channel_id, form.access_hash):
        raise errors.ChannelPrivate
    return checked_channel(seen)


async def channel_from_message(
    context: Context, form: ChannelFromMessage, *, depth: int = 1
) -> SeenChannel:
    """A channel without an access hash: the caller must have a message that shows it, such as one
    that was forwarded from there. CHANNEL_INVALID, MSG_ID_INVALID.

    https://core.telegram.org/api/min
    """
    own, inner = context.account_id, form.peer
    if isinstance(inner, types.InputPeerChannelFromMessage):
        if depth >= _NESTING_MAX:
            raise errors.ChannelInvalid
        outer = checked_channel(await channel_from_message(context, inner, depth=depth + 1))
        dialog_with = outer.channel.peer_id
    else:
        dialog_with = await dialog_peer(context, inner)
    if is_channel(dialog_with):
        page = await context.store.posts(own, dialog_with, [form.msg_id])
    else:
        page = await context.store.messages(own, [form.msg_id])
    message = next(iter(page.messages), None)
    if message is None or message.peer_id != dialog_with:
        raise errors.MsgIdInvalid
    if not 0 < form.channel_id <= CHANNEL_ID_MAX:
        raise errors.ChannelInvalid
    peer_id = channel_peer(form.channel_id)
    sees = await context.store.shown(own, [peer_id]) if message.shows(peer_id) else ()
    for one in sees:
        if isinstance(one, SeenChannel):
            return one
    raise errors.ChannelInvalid


async def _cited_in(
    context: Context, forms: Iterable[Form], channels: Mapping[int, SeenChannel]
) -> dict[tuple[int, int], Message]:
    """The channels' messages that forms point at."""
    cited: dict[tuple[int, int], Message] = {}
    for form in forms:
        if not isinstance(form, _FROM_MESSAGE) or not isinstance(form.peer, types.InputPeerChannel):
            continue
        seen = channels.get(form.peer.channel_id)
        if seen is not None and seen.readable:
            peer_id = seen.channel.peer_id
            page = await context.store.posts(context.account_id, peer_id, [form.msg_id])
            cited.update({(peer_id, message.id): message for message in page.messages})
    return cited


def _channels_in(form: Form) -> Iterator[types.InputPeerChannel]:
    """The channels a form names, by itself or as where somebody was seen."""
    inner = form.peer if isinstance(form, _FROM_MESSAGE) else form
    if isinstance(inner, types.InputPeerChannel):
        yield inner


async def _groups_of(context: Context, asked: Sequence[int]) -> frozenset[int]:
    """Those of the groups that the caller is or was in."""
    sees = await context.store.shown(context.account_id, asked)
    return frozenset(
        one.chat.peer_id
        for one in sees
        if isinstance(one, SeenChat) and one.role is not Role.STRANGER
    )


def _groups_in(form: Form) -> Iterator[types.InputPeerChat]:
    """The groups a form names, down to where nesting is refused."""
    for _ in range(_NESTING_MAX):
        if isinstance(form, types.InputPeerChat):
            yield form
        if not isinstance(form, _FROM_MESSAGE):
            return
        form = form.peer


def named_chat(chat_id: int) -> int:
    """The peer of a group by its id. CHAT_ID_INVALID for what can be none."""
    if not 0 < chat_id <= CHAT_ID_MAX:
        raise errors.ChatIdInvalid
    return chat_peer(chat_id)


def _is_bare(form: Form) -> TypeGuard[types.InputUser | types.InputPeerUser]:
    return isinstance(form, types.InputUser | types.InputPeerUser) and form.access_hash == 0


def _cited(form: Form) -> Iterator[int]:
    """The messages a form points at, down to where nesting is refused."""
    for _ in range(_NESTING_MAX):
        if not isinstance(form, _FROM_MESSAGE):
            return
        yield form.msg_id
        form = form.peer
