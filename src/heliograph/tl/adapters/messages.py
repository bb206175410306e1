"""Messages: replies, entities, reactions, drafts, votes and what a bot sends inline."""

from __future__ import annotations

from heliograph.tl import types
from heliograph.tl.adapters import adapter, fallback, leave_out
from heliograph.tl.adapters.peers import user_number

# Text loses the formatting that a layer has no word for, a list loses the element.
leave_out("MessageEntity", "Reaction", "MessageReplyHeader", "InputReplyTo", "MessagesFilter")
leave_out("ChannelAdminLogEventAction")


@adapter("messageReplyHeader", last_layer=165)
def _reply_to_message(header: types.MessageReplyHeader) -> dict[str, object] | None:
    """A reply to a story or to a message elsewhere had no form yet."""
    number = header.reply_to_msg_id
    return None if number is None else {"reply_to_msg_id": number}


@adapter("messageReplyStoryHeader", last_layer=173)
def _reply_to_story(header: types.MessageReplyStoryHeader) -> dict[str, object] | None:
    number = user_number(header.peer)
    return None if number is None else {"user_id": number}


@adapter("inputReplyToStory", last_layer=173)
def _draft_to_story(reply: types.InputReplyToStory) -> dict[str, object] | None:
    peer = reply.peer
    if isinstance(peer, types.InputPeerSelf):
        return {"user_id": types.InputUserSelf()}
    if isinstance(peer, types.InputPeerUser):
        return {"user_id": types.InputUser(user_id=peer.user_id, access_hash=peer.access_hash)}
    return None


@adapter("ephemeralMessage", last_layer=228)
def _ephemeral(message: types.EphemeralMessage) -> dict[str, object] | None:
    return None if message.peer_id is None else {"peer_id": message.peer_id}


@adapter("messages.votesList", last_layer=159)
def _votes_of_users(votes: types.messages.VotesList) -> dict[str, object]:
    """Only users could vote."""
    said = (_vote_of_user(vote) for vote in votes.votes)
    return {"votes": [vote for vote in said if vote is not None]}


def _vote_of_user(vote: types.TypeMessagePeerVote) -> types.TypeMessageUserVote | None:
    number = user_number(vote.peer)
    if number is None:
        return None
    if isinstance(vote, types.MessagePeerVote):
        return types.MessageUserVote(user_id=number, option=vote.option, date=vote.date)
    if isinstance(vote, types.MessagePeerVoteMultiple):
        return types.MessageUserVoteMultiple(user_id=number, options=vote.options, date=vote.date)
    return types.MessageUserVoteInputOption(user_id=number, date=vote.date)


@adapter("todoCompletion", last_layer=216)
def _done_by_user(done: types.TodoCompletion) -> dict[str, object] | None:
    number = user_number(done.completed_by)
    return None if number is None else {"completed_by": number}


@fallback("botInlineMessageMediaWebPage")
def _inline_page(message: types.BotInlineMessageMediaWebPage) -> types.BotInlineMessageText:
    return types.BotInlineMessageText(
        message=message.message, entities=message.entities, reply_markup=message.reply_markup
    )


@fallback("botInlineMessageRichMessage")
def _inline_rich(message: types.BotInlineMessageRichMessage) -> types.BotInlineMessageText:
    text = "This message needs a newer version of the app"
    return types.BotInlineMessageText(message=text, reply_markup=message.reply_markup)


@fallback("SendMessageAction")
def _typing(_: types.TypeSendMessageAction) -> types.TypeSendMessageAction:
    """A draft that grows before the reader's eyes looks like typing from afar."""
    return types.SendMessageTypingAction()


@fallback("sendMessageStopDraftAction")
def _typing_ended(_: types.SendMessageStopDraftAction) -> types.TypeSendMessageAction:
    return types.SendMessageCancelAction()
