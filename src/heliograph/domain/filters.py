"""Views of the dialog list that people make: folders, as clients call them.

https://core.telegram.org/api/folders
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import Entity, check_text, utf16_length

ALL_DIALOGS = 0
"""The id of the view of everything."""

TITLE_UTF16_MAX = 12
"""As official clients let people type."""

COLORS = range(-1, 7)
"""Of the tag by each of its dialogs; -1 for no tag.

https://core.telegram.org/api/folders#folder-tags
"""

_EMOTICON_MAX = 16
_IDS = range(2, 256)
_KINDS = ("contacts", "non_contacts", "groups", "broadcasts", "bots")


class DialogFilter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which dialogs a view shows: those of some kinds, those named, but for those left out.

    The peers are accounts, the owner itself for Saved Messages. `color` is None for none; title
    entities count UTF-16 units. `ALL` is the view of everything.
    """

    id: int
    title: str = ""
    title_entities: tuple[Entity, ...] = ()
    title_noanimate: bool = False
    emoticon: str = ""
    color: int | None = None
    contacts: bool = False
    non_contacts: bool = False
    groups: bool = False
    broadcasts: bool = False
    bots: bool = False
    exclude_muted: bool = False
    exclude_read: bool = False
    exclude_archived: bool = False
    pinned: tuple[int, ...] = ()
    included: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()


ALL = DialogFilter(id=ALL_DIALOGS)

_SUGGESTED = {
    "FolderUnread": DialogFilter(
        id=0,
        contacts=True,
        non_contacts=True,
        groups=True,
        broadcasts=True,
        bots=True,
        exclude_read=True,
    ),
    "FolderPersonal": DialogFilter(id=0, contacts=True, non_contacts=True),
}

Filters = tuple[DialogFilter, ...]


class FilterLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How many views there may be, and how many dialogs one may name in each of its lists."""

    filters: int
    peers: int


def check_filter(asked: DialogFilter, limits: FilterLimits) -> DialogFilter:
    """The view to keep, or the refusal: no dialog stands in two of its lists, its title has custom
    emoji and no other formatting, its color is one that clients draw.

    https://core.telegram.org/method/messages.updateDialogFilter
    """
    if asked.id not in _IDS:
        raise errors.FilterIdInvalid
    if not asked.title.strip():
        raise errors.FilterTitleEmpty
    if utf16_length(asked.title) > TITLE_UTF16_MAX or len(asked.emoticon) > _EMOTICON_MAX:
        raise errors.MessageTooLong
    if not (asked.pinned or asked.included or any(getattr(asked, kind) for kind in _KINDS)):
        raise errors.FilterIncludeEmpty
    if max(len(asked.pinned) + len(asked.included), len(asked.excluded)) > limits.peers:
        raise errors.LimitInvalid
    title, entities = _title(asked)
    return replace(
        asked,
        title=title,
        title_entities=entities,
        color=asked.color if asked.color in COLORS else None,
        included=tuple(one for one in asked.included if one not in asked.pinned),
        excluded=tuple(one for one in asked.excluded if one not in asked.pinned + asked.included),
    )


def _title(asked: DialogFilter) -> tuple[str, tuple[Entity, ...]]:
    drawn = tuple(one for one in asked.title_entities if one.kind == "CustomEmoji")
    return check_text(asked.title, drawn, TITLE_UTF16_MAX, TITLE_UTF16_MAX)


def put_filter(present: Filters, asked: DialogFilter, *, most: int) -> Filters:
    """All views with one changed in its place, or added behind the others."""
    if any(one.id == asked.id for one in present):
        return tuple(asked if one.id == asked.id else one for one in present)
    if len(present) > most:
        raise errors.FilterIdInvalid
    return (*present, asked)


def suggested(present: Filters) -> dict[str, DialogFilter]:
    """Views that somebody may want who has none like them, by their names, under free ids.

    Without a title: that is told in the language of whoever is asked.

    https://core.telegram.org/method/messages.getSuggestedDialogFilters
    """
    shown = [replace(DialogFilter(id=0), **_choices(one)) for one in present]
    free = (filter_id for filter_id in _IDS if all(one.id != filter_id for one in present))
    missing = ((name, view) for name, view in _SUGGESTED.items() if view not in shown)
    return {name: replace(view, id=next(free)) for name, view in missing}


def _choices(view: DialogFilter) -> dict[str, object]:
    """What decides which dialogs a view shows, but for those it names."""
    names = (*_KINDS, "exclude_muted", "exclude_read", "exclude_archived")
    return {name: getattr(view, name) for name in names}


def drop_filter(present: Filters, filter_id: int) -> Filters:
    """All views but one, that of everything excepted."""
    return tuple(one for one in present if one.id != filter_id or one.id == ALL_DIALOGS)


def order_filters(present: Filters, order: Sequence[int]) -> Filters:
    """The views in another order; those it does not name stand behind. FILTER_ID_INVALID."""
    by_id = {one.id: one for one in present}
    if any(filter_id not in by_id for filter_id in order):
        raise errors.FilterIdInvalid
    named = dict.fromkeys(order)
    rest = (one for one in present if one.id not in named)
    return (*(by_id[filter_id] for filter_id in named), *rest)
