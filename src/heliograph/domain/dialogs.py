"""The order and the places of dialogs: what is pinned, what is archived, what was begun.

https://core.telegram.org/api/folders
"""

from collections.abc import Collection, Sequence

import msgspec

from heliograph.domain import errors
from heliograph.domain.entities import MENTION_NAME, Entity, check_text
from heliograph.domain.extras import Answered

MAIN = 0
ARCHIVE = 1


class Unsent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody has begun to write in a dialog, as its other devices are to show it.

    `reply_to_id` is an id in the owner's mailbox, 0 for none, `reply_peer_id` the dialog it is of,
    0 for this one; offsets count UTF-16 units.

    https://core.telegram.org/api/drafts
    """

    date: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    reply_to_id: int = 0
    quote_text: str = ""
    quote_entities: tuple[Entity, ...] = ()
    quote_offset: int = 0
    reply_peer_id: int = 0
    answered: Answered | None = None
    no_webpage: bool = False
    invert_media: bool = False
    effect: int = 0

    @property
    def names(self) -> tuple[int, ...]:
        """The accounts that whoever reads it must be shown with it."""
        drawn = (*self.entities, *self.quote_entities)
        named = [entity.number for entity in drawn if entity.kind == MENTION_NAME]
        return (*named, self.reply_peer_id) if self.reply_peer_id else tuple(named)


class Archive(msgspec.Struct, frozen=True, kw_only=True):
    """The row of the dialog list that stands for all archived dialogs.

    `peer_id` and `top_id` are those of the newest; the counts tell muted ones from the others.
    """

    peer_id: int
    top_id: int
    muted_peers: int = 0
    unmuted_peers: int = 0
    muted_messages: int = 0
    unmuted_messages: int = 0


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Dialogs of one folder, as a change of their order is decided on.

    `pinned` are those at the top, the first first; `known` those of the named that are in it.
    """

    folder_id: int
    pinned: tuple[int, ...]
    known: frozenset[int]


def check_unsent(unsent: Unsent, *, max_length: int, max_entities: int) -> Unsent | None:
    """The draft to keep, None for one with nothing in it. MESSAGE_TOO_LONG, ENTITIES_TOO_LONG."""
    text, entities = "", unsent.entities
    if unsent.text.strip():
        text, entities = check_text(unsent.text, unsent.entities, max_length, max_entities)
    if len(unsent.quote_text) > max_length:
        raise errors.MessageTooLong
    if not text and not unsent.reply_to_id:
        return None
    return msgspec.structs.replace(unsent, text=text, entities=entities if text else ())


def pin(listed: Listed, peer_id: int, *, pinned: bool, most: int) -> tuple[int, ...]:
    """The order with a dialog at its top, or no longer in it.

    PEER_ID_INVALID for a dialog that is not there, PINNED_DIALOGS_TOO_MUCH above `most`.
    """
    rest = tuple(one for one in listed.pinned if one != peer_id)
    if not pinned:
        return rest
    if peer_id not in listed.known:
        raise errors.PeerIdInvalid
    if peer_id in listed.pinned:
        return listed.pinned
    return _bounded((peer_id, *rest), most)


def reorder(listed: Listed, order: Sequence[int], *, force: bool, most: int) -> tuple[int, ...]:
    """The order asked for; without `force` those it does not name stay pinned, behind it.

    Dialogs that are not in the folder are passed over. PINNED_DIALOGS_TOO_MUCH above `most`.
    """
    wanted = tuple(one for one in dict.fromkeys(order) if one in listed.known)
    rest = () if force else tuple(one for one in listed.pinned if one not in wanted)
    return _bounded((*wanted, *rest), most)


def _bounded(order: tuple[int, ...], most: int) -> tuple[int, ...]:
    if len(order) > most:
        raise errors.PinnedDialogsTooMuch
    return order


def check_folders(folder_ids: Collection[int]) -> None:
    """FOLDER_ID_EMPTY for none, FOLDER_ID_INVALID for one that is neither list nor archive."""
    if not folder_ids:
        raise errors.FolderIdEmpty
    if any(folder_id not in (MAIN, ARCHIVE) for folder_id in folder_ids):
        raise errors.FolderIdInvalid
