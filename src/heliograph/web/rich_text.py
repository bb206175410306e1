"""Formatted text as HTML: nothing that somebody wrote becomes a tag or leaves an attribute.

https://core.telegram.org/api/entities
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from markupsafe import Markup, escape

from heliograph.domain.entities import Entity, utf16_length
from heliograph.web.links import Links, safe_url

_SIMPLE = {
    "Bold": "strong",
    "Italic": "em",
    "Underline": "u",
    "Strike": "s",
    "Code": "code",
}
_BLOCKS = frozenset({"Pre", "Blockquote"})
_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{1,32}")
_OUT = 'rel="nofollow noopener noreferrer ugc"'
_ANCHOR = frozenset({"Url", "TextUrl", "Email", "Mention", "Hashtag", "Cashtag"})


def rich(text: str, entities: Sequence[Entity], *, links: Links, username: str) -> Markup:
    """The text of a post of the channel `username`. Line breaks stay as they are, for CSS to keep.

    Entities may lie across each other: then the inner one is closed and opened anew.
    """
    if not entities:
        return escape(text)
    units = text.encode("utf-16-le", "surrogatepass")
    return _Writer(units, _apart(entities, len(units) // 2), links, username).write()


def plain(text: str, limit: int) -> str:
    """The beginning of a text on one line, cut between words where that is possible."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut) + "…"


def unspoilt(text: str, entities: Iterable[Entity]) -> str:
    """A text for where nothing can be hidden: what is under a spoiler is left out."""
    hidden = [one for one in entities if one.kind == "Spoiler"]
    if not hidden:
        return text
    units = bytearray(text.encode("utf-16-le", "surrogatepass"))
    for one in hidden:
        begin, end = 2 * one.offset, 2 * (one.offset + one.length)
        units[begin:end] = "▒".encode("utf-16-le") * (len(units[begin:end]) // 2)
    return units.decode("utf-16-le", "replace")


def _apart(entities: Sequence[Entity], size: int) -> list[Entity]:
    """Those within the text, each once, the outer ones first."""
    inside = [
        one
        for one in dict.fromkeys(entities)
        if one.offset >= 0 and one.length > 0 and one.offset + one.length <= size
    ]
    return sorted(inside, key=lambda one: (one.offset, one.kind not in _BLOCKS, -one.length))


class _Writer:
    """Goes through a text once, with a stack of what is open."""

    def __init__(self, units: bytes, entities: list[Entity], links: Links, username: str) -> None:
        self._units = units
        self._entities = entities
        self._links = links
        self._username = username
        self._open: list[Entity] = []
        self._after_block = False
        self._parts: list[str] = []

    def write(self) -> Markup:
        edges = {0, len(self._units) // 2}
        for one in self._entities:
            edges |= {one.offset, one.offset + one.length}
        waiting = list(reversed(self._entities))
        places = sorted(edges)
        for begin, end in zip(places, [*places[1:], places[-1]], strict=True):
            self._close_at(begin)
            while waiting and waiting[-1].offset <= begin:
                self._begin(waiting.pop())
            self._text(self._cut(begin, end), ends_before_block=_opens_block(waiting, end))
        return Markup("".join(self._parts))

    def _cut(self, begin: int, end: int) -> str:
        return self._units[2 * begin : 2 * end].decode("utf-16-le", "replace")

    def _text(self, text: str, *, ends_before_block: bool) -> None:
        # A block begins and ends lines by itself: the text's own breaks there would be empty lines.
        if self._after_block and text:
            text, self._after_block = text.removeprefix("\n"), False
        if ends_before_block:
            text = text.removesuffix("\n")
        self._parts.append(str(escape(text)))

    def _begin(self, entity: Entity) -> None:
        """Open an entity. A block stays whole: what is open within its line goes on inside it."""
        place = len(self._open)
        while entity.kind in _BLOCKS and place and self._open[place - 1].kind not in _BLOCKS:
            place -= 1
        around, self._open = self._open[place:], self._open[:place]
        self._parts += map(self._closing, reversed(around))
        for one in (entity, *around):
            self._parts.append(self._opening(one))
            self._open.append(one)

    def _close_at(self, place: int) -> None:
        """Close what ends here; what lies across it goes on behind."""
        ending = [one for one in self._open if one.offset + one.length <= place]
        if not ending:
            return
        first = self._open.index(ending[0])
        cut, self._open = self._open[first:], self._open[:first]
        for one in reversed(cut):
            self._parts.append(self._closing(one))
            self._after_block = self._after_block or one.kind in _BLOCKS
        for one in cut:
            if one not in ending:
                self._begin(one)

    def _opening(self, entity: Entity) -> str:
        if entity.kind in _SIMPLE:
            return f"<{_SIMPLE[entity.kind]}>"
        match entity.kind:
            case "Pre":
                named = _LANGUAGE.fullmatch(entity.extra)
                language = f' data-language="{escape(entity.extra)}"' if named else ""
                return f"<pre{language}><code>"
            case "Blockquote":
                return "<blockquote>"
            case "Spoiler":
                return '<span class="spoiler" tabindex="0">'
        return self._anchor(entity)

    def _closing(self, entity: Entity) -> str:
        if entity.kind in _SIMPLE:
            return f"</{_SIMPLE[entity.kind]}>"
        match entity.kind:
            case "Pre":
                return "</code></pre>"
            case "Blockquote":
                return "</blockquote>"
            case "Spoiler":
                return "</span>"
        return "</a>" if self._target(entity) else ""

    def _anchor(self, entity: Entity) -> str:
        target = self._target(entity)
        if not target:
            return ""
        if target.startswith("/"):
            return f'<a href="{escape(target)}">'
        return f'<a href="{escape(target)}" {_OUT}>'

    def _target(self, entity: Entity) -> str:
        """Where a link leads, "" for what is none; a link within a link is none."""
        if entity.kind not in _ANCHOR or self._inside_link(entity):
            return ""
        said = self._cut(entity.offset, entity.offset + entity.length)
        match entity.kind:
            case "Url":
                return safe_url(said) or ""
            case "TextUrl":
                return safe_url(entity.extra) or ""
            case "Email":
                return f"mailto:{quote(said, safe='@+')}" if utf16_length(said) < 256 else ""
            case "Mention":
                name = _NAME.fullmatch(said)
                return self._links.card(name.group(1)) if name else ""
        return self._links.posts(self._username, q=said)

    def _inside_link(self, entity: Entity) -> bool:
        """Whether another link lies around it, or began before it and goes on in it."""
        mine = self._entities.index(entity)
        end = entity.offset + entity.length
        return any(
            one.kind in _ANCHOR and one.offset < end and one.offset + one.length > entity.offset
            for one in self._entities[:mine]
        )


def _opens_block(waiting: list[Entity], place: int) -> bool:
    return any(one.kind in _BLOCKS and one.offset == place for one in waiting)
