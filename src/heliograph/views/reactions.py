"""Reactions as the owner of a mailbox sees them.

https://core.telegram.org/api/reactions
"""

from heliograph.domain.messages import Message
from heliograph.domain.reactions import Reaction, counts, of_account
from heliograph.tl import types


def message_reactions(record: Message) -> types.MessageReactions:
    """Who reacted how to a message, the owner's own choice marked.

    Everybody is sent their own view, so nothing is `min`: TDLib would keep what was unread before.

    https://core.telegram.org/constructor/messageReactions
    """
    mine = of_account(record.reactions, record.owner_id)
    order = {sign: place for place, sign in enumerate(mine.signs)} if mine is not None else {}
    return types.MessageReactions(
        can_see_list=True,
        results=[
            types.ReactionCount(
                chosen_order=order.get(sign), reaction=reaction_emoji(sign), count=count
            )
            for sign, count in counts(record.reactions)
        ],
        recent_reactions=[
            made for one in reversed(record.reactions) for made in peer_reactions(record, one)
        ]
        or None,
    )


def peer_reactions(record: Message, one: Reaction) -> list[types.MessagePeerReaction]:
    """What one person chose, a line for each sign; only the message's writer has some unread."""
    return [
        types.MessagePeerReaction(
            big=one.big,
            unread=one.unread and record.out,
            my=one.account_id == record.owner_id,
            peer_id=types.PeerUser(user_id=one.account_id),
            date=one.date,
            reaction=reaction_emoji(sign),
        )
        for sign in one.signs
    ]


def reaction_emoji(sign: str) -> types.ReactionEmoji:
    """https://core.telegram.org/constructor/reactionEmoji"""
    return types.ReactionEmoji(emoticon=sign)
