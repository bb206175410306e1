"""Reactions as the owner of a mailbox sees them.

https://core.telegram.org/api/reactions
"""

from collections.abc import Iterable, Sequence

from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.domain.reactions import Reaction, Reactions, Tally, counts, of_account
from heliograph.tl import types
from heliograph.views.peers import peer


def message_reactions(record: Message) -> types.MessageReactions:
    """Who reacted how to a message, the owner's own choice marked.

    Everybody is sent their own view but of channels, where what all are told is `min`; nothing else
    is: TDLib would keep what was unread before.

    https://core.telegram.org/constructor/messageReactions
    """
    if is_channel(record.peer_id):
        return _tallied(record, record.tally or Tally(counts=(), listed=not record.post))
    mine = of_account(record.reactions, record.owner_id)
    return types.MessageReactions(
        can_see_list=True,
        results=_counts(counts(record.reactions), mine.signs if mine is not None else ()),
        recent_reactions=_latest(record, record.reactions),
    )


def _tallied(record: Message, tally: Tally) -> types.MessageReactions:
    return types.MessageReactions(
        min=not record.owner_id,
        can_see_list=tally.listed,
        results=_counts(tally.counts, tally.mine),
        recent_reactions=_latest(record, tally.latest),
    )


def _counts(
    counted: Iterable[tuple[str, int]], mine: Sequence[str]
) -> list[types.TypeReactionCount]:
    order = {sign: place for place, sign in enumerate(mine)}
    return [
        types.ReactionCount(
            chosen_order=order.get(sign), reaction=reaction_emoji(sign), count=count
        )
        for sign, count in counted
    ]


def _latest(record: Message, reactions: Reactions) -> list[types.TypeMessagePeerReaction] | None:
    made: list[types.TypeMessagePeerReaction] = []
    for one in reversed(reactions):
        made += peer_reactions(record, one)
    return made or None


def peer_reactions(record: Message, one: Reaction) -> list[types.MessagePeerReaction]:
    """What one person chose, a line for each sign; only the message's writer has some unread."""
    return [
        types.MessagePeerReaction(
            big=one.big,
            unread=one.unread and record.out,
            my=one.account_id == record.owner_id,
            peer_id=peer(one.peer_id),
            date=one.date,
            reaction=reaction_emoji(sign),
        )
        for sign in one.signs
    ]


def reaction_emoji(sign: str) -> types.ReactionEmoji:
    """https://core.telegram.org/constructor/reactionEmoji"""
    return types.ReactionEmoji(emoticon=sign)
