"""Media and polls."""

from __future__ import annotations

from math import isfinite

from heliograph.tl import types
from heliograph.tl.adapters import adapter, fallback, leave_out
from heliograph.tl.adapters.peers import user_number, user_numbers

INT_MAX = 2**31 - 1

leave_out("MediaArea", "InputMedia", "InputFile", "PollAnswer")


@fallback("MessageMedia")
def _unsupported(_: types.TypeMessageMedia) -> types.MessageMediaUnsupported:
    return types.MessageMediaUnsupported()


@adapter("messageMediaStory", last_layer=163)
def _story_of_user(media: types.MessageMediaStory) -> object:
    number = user_number(media.peer)
    return types.MessageMediaUnsupported() if number is None else {"user_id": number}


@adapter("messageMediaGiveaway", last_layer=186)
@adapter("messageMediaGiveawayResults", last_layer=186)
def _premium_giveaway(
    media: types.MessageMediaGiveaway | types.MessageMediaGiveawayResults,
) -> object:
    """Prizes were months of a subscription; one in Stars cannot be said."""
    number = media.months
    return types.MessageMediaUnsupported() if number is None else {"months": number}


@adapter("documentAttributeVideo", last_layer=159)
def _whole_seconds(attribute: types.DocumentAttributeVideo) -> dict[str, object]:
    """A duration is what its sender says, so it may be anything, also no number."""
    seconds = attribute.duration if isfinite(attribute.duration) else 0
    return {"duration": round(min(max(seconds, 0), INT_MAX))}


@adapter("inputMediaInvoice", last_layer=180)
def _invoice_provider(media: types.InputMediaInvoice) -> dict[str, object]:
    return {"provider": media.provider or ""}


@adapter("inputMediaPoll", last_layer=223)
def _correct_options(media: types.InputMediaPoll) -> dict[str, object]:
    """Answers were named by their option bytes, not by their place."""
    known = media.poll.answers
    places = [place for place in media.correct_answers or () if 0 <= place < len(known)]
    answers = [known[place] for place in places]
    options = [answer.option for answer in answers if isinstance(answer, types.PollAnswer)]
    return {"correct_answers": options or None}


@adapter("poll", last_layer=178)
def _plain_question(poll: types.Poll) -> dict[str, object]:
    return {"question": poll.question.text}


@adapter("pollAnswer", last_layer=178)
def _plain_answer(answer: types.PollAnswer) -> dict[str, object]:
    return {"text": answer.text.text}


@adapter("pollAnswerVoters", last_layer=223)
def _voters(voters: types.PollAnswerVoters) -> dict[str, object]:
    return {"voters": voters.voters or 0}


@adapter("pollResults", last_layer=159)
def _recent_voters(results: types.PollResults) -> dict[str, object]:
    return {"recent_voters": user_numbers(results.recent_voters)}
