"""Reactions to messages: who chose what, and what may be chosen.

https://core.telegram.org/api/reactions
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.chats import SeenChat
from heliograph.domain.people import Account, Blocks
from heliograph.domain.permissions import Right, may

RECENT_MAX = 50
"""Reactions remembered as used last; clients show one or two rows."""


class Reaction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one person chose, in their order; `big` asks for the larger animation.

    `unread` says that whoever wrote the message has not seen it yet.
    """

    account_id: int
    signs: tuple[str, ...]
    date: int
    big: bool = False
    unread: bool = False


Reactions = tuple[Reaction, ...]
"""All reactions to a message, one of each person, the latest last."""


class ReactionRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks to show under a message; no signs take theirs away."""

    account_id: int
    peer_id: int
    message_id: int
    signs: tuple[str, ...]
    big: bool = False
    date: int


class ReactionContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a reaction is decided on: true at the moment it commits.

    `writer_id` is who wrote the message, None if it is not in the dialog the request names;
    `happened` says that it tells of something in the place of words; `chat` is the group that the
    dialog is with.
    """

    account: Account
    writer_id: int | None
    happened: bool = False
    reactions: Reactions = ()
    blocks: Blocks = Blocks()
    chat: SeenChat | None = None


class ReactionLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Telegram's published limits. `offered` are the signs that may be chosen at all.

    https://core.telegram.org/api/config#client-configuration
    """

    offered: frozenset[str]
    per_person: int = 1
    per_person_premium: int = 3
    signs_per_message: int = 11


def react(request: ReactionRequest, context: ReactionContext, limits: ReactionLimits) -> Reactions:
    """All reactions to the message after this one, or the refusal.

    The same again is MESSAGE_NOT_MODIFIED unless it asks to be shown big.

    https://core.telegram.org/method/messages.sendReaction
    """
    context.account.check_enabled()
    if context.writer_id is None or context.happened:
        raise errors.MessageIdInvalid
    mine = of_account(context.reactions, request.account_id)
    others = tuple(r for r in context.reactions if r.account_id != request.account_id)
    if not request.signs:
        if mine is None:
            raise errors.MessageNotModified
        return others
    _check_signs(request, others, limits)
    context.blocks.check()
    if context.chat is not None:
        _check_chosen(request, context.chat, others)
    if mine is not None and mine.signs == request.signs and not request.big:
        raise errors.MessageNotModified
    chosen = Reaction(
        account_id=request.account_id,
        signs=request.signs,
        date=request.date,
        big=request.big,
        unread=context.writer_id != request.account_id,
    )
    return (*others, chosen)


def _check_signs(request: ReactionRequest, others: Reactions, limits: ReactionLimits) -> None:
    signs = request.signs
    if not limits.offered.issuperset(signs) or len(set(signs)) != len(signs):
        raise errors.ReactionInvalid
    # In Saved Messages a reaction is a tag, which only subscribers have.
    if len(signs) > limits.per_person_premium:
        raise errors.ReactionsTooMany
    if len(signs) > limits.per_person or request.peer_id == request.account_id:
        raise errors.PremiumAccountRequired
    if len({sign for one in others for sign in one.signs}.union(signs)) > limits.signs_per_message:
        raise errors.ReactionsTooMany


def _check_chosen(request: ReactionRequest, seen: SeenChat, others: Reactions) -> None:
    """CHAT_WRITE_FORBIDDEN for who may not, REACTION_INVALID for what the group does not want."""
    if not may(seen.standing, Right.SEND_REACTIONS, now=request.date):
        raise errors.ChatWriteForbidden
    chosen = seen.chat.reactions
    if chosen is None:
        return
    if not set(request.signs) <= set(chosen.signs):
        raise errors.ReactionInvalid
    if chosen.most and len({s for o in others for s in o.signs}.union(request.signs)) > chosen.most:
        raise errors.ReactionsTooMany


def check_offered(sign: str, limits: ReactionLimits) -> None:
    """REACTION_INVALID for a sign that nobody may choose."""
    if sign not in limits.offered:
        raise errors.ReactionInvalid


def of_account(reactions: Reactions, account_id: int) -> Reaction | None:
    """What somebody chose, None for nothing."""
    return next((one for one in reactions if one.account_id == account_id), None)


def read(reactions: Reactions) -> Reactions:
    """The same, seen by whoever wrote the message."""
    return tuple(replace(one, unread=False) if one.unread else one for one in reactions)


def counts(reactions: Reactions) -> list[tuple[str, int]]:
    """Each sign and how many chose it, the most chosen first, else the one chosen first."""
    counted = Counter(sign for one in reactions for sign in one.signs)
    return sorted(counted.items(), key=lambda pair: -pair[1])


def remember(recent: Sequence[str], signs: Iterable[str]) -> tuple[str, ...]:
    """The signs used last, the latest first, with those that were used just now."""
    latest = tuple(dict.fromkeys(signs))
    kept = tuple(sign for sign in recent if sign not in latest)
    return (*latest, *kept)[:RECENT_MAX]


def rank(recent: Sequence[str], offered: Sequence[str]) -> list[str]:
    """What to offer first: what was used last, then the others in their usual order."""
    used = [sign for sign in recent if sign in offered]
    return used + [sign for sign in offered if sign not in used]
