"""Reactions to messages: who chose what, and what may be chosen.

https://core.telegram.org/api/reactions
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.chats import Shown
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.people import Account, Blocks
from heliograph.domain.permissions import AdminRight, Right, Standing, check_administers, may

RECENT_MAX = 50
"""Reactions remembered as used last; clients show one or two rows."""


class Reaction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one person chose, in their order; `big` asks for the larger animation.

    `unread` says that whoever wrote the message has not seen it yet; `shown_as` is the supergroup
    in whose name an anonymous admin chose, 0 for oneself.
    """

    account_id: int
    signs: tuple[str, ...]
    date: int
    big: bool = False
    unread: bool = False
    shown_as: int = 0

    @property
    def peer_id(self) -> int:
        """Whom others are shown to have chosen it."""
        return self.shown_as or self.account_id


Reactions = tuple[Reaction, ...]
"""All reactions to a message, one of each person, the latest last."""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How often each sign was chosen under a channel's message, as one viewer is told.

    `counts` begin with the most chosen one; `mine` are the viewer's own, in their order; `latest`
    who chose last, those last, nobody in a channel that tells nobody who reacted: it is not
    `listed` then.
    """

    counts: tuple[tuple[str, int], ...]
    mine: tuple[str, ...] = ()
    latest: Reactions = ()
    listed: bool = True


class ReactionsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of those who reacted to a supergroup's message, the latest first; `sign` None for
    whatever they chose, `offset` counts those before."""

    viewer_id: int
    peer_id: int
    message_id: int
    sign: str | None
    offset: int
    limit: int


class ListedReactions(msgspec.Struct, frozen=True, kw_only=True):
    """Such a page: each has one sign; `count` is how many there are, `sees` who they are."""

    reactions: Reactions
    count: int
    sees: tuple[Shown, ...]


class ReactionRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks to show under a message; no signs take theirs away."""

    account_id: int
    peer_id: int
    message_id: int
    signs: tuple[str, ...]
    big: bool = False
    date: int


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin takes away of what somebody chose: under a message, 0 for the newest ones.

    `of_peer` is whom others are shown to have chosen it, so that nobody learns by it who is behind
    a group's name.
    """

    admin_id: int
    peer_id: int
    of_peer: int
    message_id: int = 0
    date: int


class ReactionContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a reaction is decided on: true at the moment it commits.

    `writer_id` is who wrote the message, None if it is not in the dialog the request names;
    `happened` says that it tells of something in the place of words; `mine` is what the asker chose
    before, `others` every sign that somebody else did. In a group or channel `standing` is what
    the asker is there, `wanted` what may be chosen there, None for everything.
    """

    account: Account
    writer_id: int | None
    happened: bool = False
    mine: Reaction | None = None
    others: frozenset[str] = frozenset()
    blocks: Blocks = Blocks()
    standing: Standing | None = None
    wanted: ChosenReactions | None = None


class ReactionLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Telegram's published limits. `offered` are the signs that may be chosen at all.

    https://core.telegram.org/api/config#client-configuration
    """

    offered: frozenset[str]
    per_person: int = 1
    per_person_premium: int = 3
    signs_per_message: int = 11


def react(
    request: ReactionRequest, context: ReactionContext, limits: ReactionLimits
) -> Reaction | None:
    """What the asker has chosen after this, None for nothing any more, or the refusal.

    The same again is MESSAGE_NOT_MODIFIED unless it asks to be shown big.

    https://core.telegram.org/method/messages.sendReaction
    """
    context.account.check_enabled()
    if context.writer_id is None or context.happened:
        raise errors.MessageIdInvalid
    mine = context.mine
    if not request.signs:
        if mine is None:
            raise errors.MessageNotModified
        return None
    _check_signs(request, context.others, limits)
    context.blocks.check()
    if context.standing is not None:
        _check_chosen(request, context, context.standing)
    if mine is not None and mine.signs == request.signs and not request.big:
        raise errors.MessageNotModified
    return Reaction(
        account_id=request.account_id,
        signs=request.signs,
        date=request.date,
        big=request.big,
        unread=context.writer_id != request.account_id,
        shown_as=_named_for(request, context.standing),
    )


def check_withdrawal(asked: Withdrawal, standing: Standing | None, *, broadcast: bool) -> None:
    """PEER_ID_INVALID between two people and in a channel, which tells nobody who reacted;
    CHAT_ADMIN_REQUIRED for who may not delete messages.

    https://core.telegram.org/method/messages.deleteParticipantReaction
    """
    if standing is None or broadcast:
        raise errors.PeerIdInvalid
    check_administers(standing, AdminRight.DELETE_MESSAGES, now=asked.date)


def _named_for(request: ReactionRequest, standing: Standing | None) -> int:
    return request.peer_id if standing is not None and standing.anonymous else 0


def _check_signs(request: ReactionRequest, others: frozenset[str], limits: ReactionLimits) -> None:
    signs = request.signs
    if not limits.offered.issuperset(signs) or len(set(signs)) != len(signs):
        raise errors.ReactionInvalid
    # In Saved Messages a reaction is a tag, which only subscribers have.
    if len(signs) > limits.per_person_premium:
        raise errors.ReactionsTooMany
    if len(signs) > limits.per_person or request.peer_id == request.account_id:
        raise errors.PremiumAccountRequired
    if len(others.union(signs)) > limits.signs_per_message:
        raise errors.ReactionsTooMany


def _check_chosen(request: ReactionRequest, context: ReactionContext, standing: Standing) -> None:
    """CHAT_WRITE_FORBIDDEN for who may not, REACTION_INVALID for what the group does not want."""
    if not may(standing, Right.SEND_REACTIONS, now=request.date):
        raise errors.ChatWriteForbidden
    wanted = context.wanted
    if wanted is None:
        return
    if wanted.signs is not None and not set(request.signs) <= set(wanted.signs):
        raise errors.ReactionInvalid
    if wanted.most and len(context.others.union(request.signs)) > wanted.most:
        raise errors.ReactionsTooMany


def check_offered(sign: str, limits: ReactionLimits) -> None:
    """REACTION_INVALID for a sign that nobody may choose."""
    if sign not in limits.offered:
        raise errors.ReactionInvalid


def check_choice(chosen: ChosenReactions | None, limits: ReactionLimits) -> None:
    """REACTION_INVALID unless everybody may choose it, LIMIT_INVALID for fewer than none.

    https://core.telegram.org/method/messages.setChatAvailableReactions
    """
    if chosen is None:
        return
    if chosen.most < 0:
        raise errors.LimitInvalid
    if not limits.offered.issuperset(chosen.signs or ()):
        raise errors.ReactionInvalid


def signs_of_others(reactions: Reactions, account_id: int) -> frozenset[str]:
    """Every sign that somebody else chose."""
    return frozenset(s for one in reactions if one.account_id != account_id for s in one.signs)


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
