"""Media, polls, titles and invoices inside requests."""

from __future__ import annotations

from typing import Any

from heliograph.tl import types
from heliograph.tl.upgrades import drop, retire, upgrade
from heliograph.tl.upgrades.peers import number_peer, user_peer


@upgrade("inputMediaPoll", last_layer=223)
def _correct_places(old: Any) -> dict[str, object]:
    """Right answers were named by their option bytes; options that no answer has are dropped."""
    if old.correct_answers is None:
        return {"correct_answers": None}
    options = [getattr(answer, "option", None) for answer in old.poll.answers]
    known = [option for option in old.correct_answers if option in options]
    return {"correct_answers": [options.index(option) for option in known]}


@upgrade("poll", last_layer=178)
def _question(old: Any) -> dict[str, object]:
    return {"question": plain(old.question), "hash": 0}


@upgrade("poll", last_layer=223)
def _without_hash(_: Any) -> dict[str, object]:
    return {"hash": 0}


@upgrade("pollAnswer", last_layer=178)
def _answer(old: Any) -> dict[str, object]:
    return {"text": plain(old.text)}


@upgrade("pollResults", last_layer=159)
def _recent_voters(old: Any) -> dict[str, object]:
    voters = old.recent_voters
    return {"recent_voters": voters and [number_peer(number) for number in voters]}


@upgrade("todoCompletion", last_layer=216)
def _completed_by(old: Any) -> dict[str, object]:
    return {"completed_by": number_peer(old.completed_by)}


@upgrade("inputMediaStory", last_layer=163)
def _story_of(old: Any) -> dict[str, object]:
    return {"peer": user_peer(old.user_id)}


@upgrade("messageMediaStory", last_layer=163)
@upgrade("webPageAttributeStory", last_layer=163)
def _story_by(old: Any) -> dict[str, object]:
    return {"peer": number_peer(old.user_id)}


@upgrade("messageMediaDocument", last_layer=187)
def _one_alternative(old: Any) -> dict[str, object]:
    document = getattr(old, "alt_document", None)
    return {"alt_documents": None if document is None else [document]}


@upgrade("invoice", last_layer=163)
def _terms(old: Any) -> dict[str, object]:
    return {"terms_url": old.recurring_terms_url}


@upgrade("dialogFilter", last_layer=195)
@upgrade("dialogFilterChatlist", last_layer=195)
def _title(old: Any) -> dict[str, object]:
    return {"title": plain(old.title)}


def plain(text: str) -> types.TextWithEntities:
    """A text without formatting where a formatted one may stand now."""
    return types.TextWithEntities(text=text, entities=[])


@upgrade("autoDownloadSettings", last_layer=159)
def _queues(_: Any) -> dict[str, object]:
    return {"small_queue_active_operations_max": 0, "large_queue_active_operations_max": 0}


@upgrade("emojiStatusUntil", last_layer=197)
def _status(old: Any) -> types.EmojiStatus:
    return types.EmojiStatus(document_id=old.document_id, until=old.until)


@upgrade("channel", last_layer=216)
@upgrade("user", last_layer=216)
def _recent_story(old: Any) -> dict[str, object]:
    number = getattr(old, "stories_max_id", None)
    known: dict[str, object] = {
        "stories_max_id": None if number is None else types.RecentStory(max_id=number)
    }
    if isinstance(getattr(old, "color", None), int):
        color = types.PeerColor(color=old.color, background_emoji_id=old.background_emoji_id)
        known["color"] = color
    return known


retire(
    "inputPeerPhotoFileLocationLegacy",
    "inputStickerSetThumbLegacy",
    reason="places of files from before layer 152, which this server never had",
)
drop(
    "webPageAttributeStarGiftAuction",
    "center_color",
    "edge_color",
    "text_color",
    reason="no request brings one; its colours are the gift's own",
)
