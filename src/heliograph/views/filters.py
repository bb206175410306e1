"""Views of the dialog list as their owner's clients know them.

https://core.telegram.org/constructor/dialogFilter
"""

from collections.abc import Iterable

from heliograph.domain.access import AccessHasher
from heliograph.domain.filters import ALL_DIALOGS, DialogFilter, Filters
from heliograph.domain.peers import channel_of, chat_of, is_channel, is_chat
from heliograph.tl import types
from heliograph.views.entities import words


def dialog_filters(
    record: Filters, *, tags: bool, viewer_id: int, access: AccessHasher
) -> types.messages.DialogFilters:
    """All views in their order; `tags` says that dialogs show which they are in."""
    made = [dialog_filter(one, viewer_id, access) for one in record]
    return types.messages.DialogFilters(tags_enabled=tags, filters=made)


def dialog_filter(
    record: DialogFilter, viewer_id: int, access: AccessHasher
) -> types.TypeDialogFilter:
    """One view, with whom it names as the viewer may name them."""
    if record.id == ALL_DIALOGS:
        return types.DialogFilterDefault()
    return types.DialogFilter(
        contacts=record.contacts,
        non_contacts=record.non_contacts,
        groups=record.groups,
        broadcasts=record.broadcasts,
        bots=record.bots,
        exclude_muted=record.exclude_muted,
        exclude_read=record.exclude_read,
        exclude_archived=record.exclude_archived,
        title_noanimate=record.title_noanimate,
        id=record.id,
        title=words(record.title, record.title_entities),
        emoticon=record.emoticon or None,
        color=record.color,
        pinned_peers=_peers(record.pinned, viewer_id, access),
        include_peers=_peers(record.included, viewer_id, access),
        exclude_peers=_peers(record.excluded, viewer_id, access),
    )


def _peers(
    peer_ids: Iterable[int], viewer_id: int, access: AccessHasher
) -> list[types.TypeInputPeer]:
    """As the owner may send them back, with the proof that it knows them."""
    return [_peer(peer_id, viewer_id, access) for peer_id in peer_ids]


def _peer(peer_id: int, viewer_id: int, access: AccessHasher) -> types.TypeInputPeer:
    if is_channel(peer_id):
        number = channel_of(peer_id)
        hash_ = access.of_channel(viewer_id, number)
        return types.InputPeerChannel(channel_id=number, access_hash=hash_)
    if is_chat(peer_id):
        return types.InputPeerChat(chat_id=chat_of(peer_id))
    return types.InputPeerUser(user_id=peer_id, access_hash=access.of_user(viewer_id, peer_id))
