"""The steps in which a reporter says what is wrong: a tree over the taxonomy, three deep at most.

A client is shown titles with opaque options and sends one back. An option is a signed place in
this tree, good for the reporter and the peer that it was made for and for nobody else.

https://core.telegram.org/api/report
"""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from hmac import compare_digest

import msgspec

from heliograph.domain.errors import OptionInvalid
from heliograph.safety import taxonomy
from heliograph.safety.taxonomy import Reason
from heliograph.telemetry import metrics

TREE_VERSION = 1
"""Rises with every change of the tree: options of another version are refused."""

_MAC_BYTES = 16
_ASKED = 0x8000
"""Set in the number of a leaf whose reporter was asked for words."""


class _Group(msgspec.Struct, frozen=True):
    """Categories and leaves under a title of their own."""

    name: str
    below: "tuple[_Below, ...]"


_Below = str | Reason | _Group
"""A category by its code, which has its keywords below it, a leaf, or a group of either."""


def _of(category: str) -> Reason:
    """The leaf for what a category has no keyword for."""
    return Reason(taxonomy.CATEGORY_PREFIX + category)


_TERROR = Reason("STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY", "KEYWORD_TERRORIST_CONTENT")

SPAM = _of("OTHER_VIOLATION_TC")
"""Unwanted messages break the rules of the service; the law has no code of its own for them."""

_TREE: tuple[_Below, ...] = (
    "PROTECTION_OF_MINORS",
    _Group("VIOLENCE", (_TERROR, "VIOLENCE", "RISK_FOR_PUBLIC_SECURITY")),
    _Group("PERSON", ("CYBER_VIOLENCE", "CYBER_VIOLENCE_AGAINST_WOMEN")),
    "SCAMS_AND_FRAUD",
    _Group("SPAM", ()),
    _Group(
        "SPEECH",
        ("ILLEGAL_OR_HARMFUL_SPEECH", "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS"),
    ),
    _Group("GOODS", ("UNSAFE_AND_PROHIBITED_PRODUCTS", "CONSUMER_INFORMATION", "ANIMAL_WELFARE")),
    "SELF_HARM",
    _Group(
        "RIGHTS",
        ("INTELLECTUAL_PROPERTY_INFRINGEMENTS", "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"),
    ),
    _Group("ELSE", ("OTHER_VIOLATION_TC", _of("NOT_SPECIFIED_NOTICE"))),
)

_BY_NAME: Mapping[str, Reason] = {
    "spam": SPAM,
    "violence": _of("VIOLENCE"),
    "pornography": Reason("STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "KEYWORD_ADULT_SEXUAL_MATERIAL"),
    "childabuse": Reason(
        "STATEMENT_CATEGORY_PROTECTION_OF_MINORS", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"
    ),
    "copyright": Reason(
        "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS", "KEYWORD_COPYRIGHT_INFRINGEMENT"
    ),
    "fake": Reason("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "KEYWORD_INAUTHENTIC_ACCOUNTS"),
    "illegaldrugs": Reason(
        "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS", "KEYWORD_PROHIBITED_PRODUCTS"
    ),
    "personaldetails": Reason(
        "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        "KEYWORD_MISSING_PROCESSING_GROUND",
    ),
    "geoirrelevant": Reason(
        "STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "KEYWORD_GEOGRAPHICAL_REQUIREMENTS"
    ),
    "other": _of("NOT_SPECIFIED_NOTICE"),
}


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One choice. A leaf has a `reason`, any other `below` it what is chosen next.

    `group` names a group's title; without it the title is that of the reason's `keyword`, or of
    the `category`.
    """

    number: int
    depth: int
    group: str = ""
    category: str = ""
    reason: Reason | None = None
    below: tuple[int, ...] = ()

    @property
    def needs_words(self) -> bool:
        """Whether it says too little by itself; of spam everybody knows what it is."""
        return self.reason is not None and self.reason.needs_words and not self.group

    def title(self, language: str) -> str:
        """What the reporter reads."""
        if self.group:
            return taxonomy.group_title(self.group, language)
        if self.reason is not None and not self.category:
            return taxonomy.title(self.reason.keyword, language)
        return taxonomy.title(self.category, language)


class Chosen(msgspec.Struct, frozen=True):
    """What an option said: a place in the tree, and whether words were asked for there."""

    node: Node
    asked: bool = False


class Options:
    """Makes and opens the options that clients send back."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, chosen: Chosen, *, reporter_id: int, peer_id: int) -> bytes:
        """The option that says this, for one reporter and one peer."""
        number = chosen.node.number | (_ASKED if chosen.asked else 0)
        body = bytes([TREE_VERSION]) + number.to_bytes(2, "big")
        return body + self._mac(body, reporter_id, peer_id)

    def open(self, option: bytes, *, reporter_id: int, peer_id: int) -> Chosen:
        """What it says; the root for an empty one. OPTION_INVALID for any that was not made here,
        or for somebody else, for another peer or another tree."""
        if not option:
            return Chosen(root())
        body, mac = option[:3], option[3:]
        if not compare_digest(mac, self._mac(body, reporter_id, peer_id)):
            metrics.REPORT_OPTIONS_REFUSED.labels("forged").inc()
            raise OptionInvalid
        number = int.from_bytes(body[1:], "big")
        node = nodes().get(number & ~_ASKED)
        if body[0] != TREE_VERSION or node is None:
            metrics.REPORT_OPTIONS_REFUSED.labels("outdated").inc()
            raise OptionInvalid
        return Chosen(node, asked=bool(number & _ASKED))

    def _mac(self, body: bytes, reporter_id: int, peer_id: int) -> bytes:
        whose = reporter_id.to_bytes(8, "big", signed=True) + peer_id.to_bytes(
            8, "big", signed=True
        )
        made = blake2b(body + whose, key=self._key, digest_size=_MAC_BYTES, person=b"report-option")
        return made.digest()


def root() -> Node:
    """Where everybody begins."""
    return nodes()[0]


@cache
def nodes() -> Mapping[int, Node]:
    """Every place of the tree by its number, in the order in which they are shown."""
    made: list[Node] = []
    _grow(made, Node(number=0, depth=0, group="ROOT"), _TREE)
    return {node.number: node for node in made}


def reason_named(name: str) -> Reason:
    """What the one-step reports of older clients mean: `spam`, `childabuse` … OPTION_INVALID."""
    reason = _BY_NAME.get(name)
    if reason is None:
        raise OptionInvalid
    return reason


def _grow(made: list[Node], node: Node, below: Sequence[_Below]) -> int:
    """Add a node and all below it."""
    made.append(node)
    numbers = [_add(made, one, depth=node.depth + 1) for one in below]
    made[node.number] = msgspec.structs.replace(node, below=tuple(numbers))
    return node.number


def _add(made: list[Node], one: _Below, *, depth: int) -> int:
    bare = Node(number=len(made), depth=depth)
    if isinstance(one, Reason):
        # What a category has no keyword for is called by the category, unless it stands below it.
        above = "" if one.keyword != taxonomy.OTHER else one.category
        return _grow(made, msgspec.structs.replace(bare, reason=one, category=above), ())
    if isinstance(one, _Group):
        reason = None if one.below else SPAM
        return _grow(made, msgspec.structs.replace(bare, group=one.name, reason=reason), one.below)
    category = taxonomy.CATEGORY_PREFIX + one
    made.append(msgspec.structs.replace(bare, category=category))
    numbers = []
    for keyword in taxonomy.keywords(category):
        leaf = Node(number=len(made), depth=depth + 1, reason=Reason(category, keyword))
        numbers.append(_grow(made, leaf, ()))
    made[bare.number] = msgspec.structs.replace(made[bare.number], below=tuple(numbers))
    return bare.number
