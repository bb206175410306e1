"""What decisions hold of a message, as one viewer is to be shown it."""

import msgspec


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of a message for its viewer.

    `withheld` says that its words and media were left out; clients then show `text` for a
    `reason`, as they do of what only asks to be confirmed first. `label` is a line beside it.
    `countries` are where it is blocked, and `orderer` had it ordered. What is `hidden` from
    everybody but its author is passed on by nobody. `demoted` keeps it out of what search engines
    find. `texts` are `text` by language, for those whose language is asked later.
    """

    withheld: bool = False
    hidden: bool = False
    reason: str = ""
    text: str = ""
    label: str = ""
    countries: tuple[str, ...] = ()
    orderer: str = ""
    demoted: bool = False
    texts: tuple[tuple[str, str], ...] = ()


NOT_LOOKED_UP = Held(withheld=True, reason="hidden", text="…")
"""Of a message of which something holds until it is known what; seen like this it is withheld."""

HIDDEN = "hidden"
BLOCKED = "geo"
SENSITIVE = "sensitive"
"""Reasons that clients are told; the last is one they know, and let people look after asking.

https://core.telegram.org/constructor/restrictionReason
"""
