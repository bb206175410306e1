"""The words of a message: a text by itself, or a caption beside a file or a poll."""

from heliograph.domain import errors
from heliograph.domain.detection import detect_entities
from heliograph.domain.entities import Entity, check_text
from heliograph.domain.extras import Media, PollMedia, file_of

CAPTION_UTF16_MAX = 1_024
"""Telegram's published bound for the text under a file."""


def check_words(
    text: str,
    entities: tuple[Entity, ...],
    *,
    media: Media | None,
    text_length: int,
    entities_max: int,
) -> tuple[str, tuple[Entity, ...]]:
    """The words of a message as they are kept: beside a file or a poll they may be left out, and
    beside other media there are none.

    MEDIA_CAPTION_TOO_LONG, or what `check_text` refuses.
    """
    if media is None:
        text, entities = check_text(text, entities, text_length, entities_max)
    elif not _may_have_caption(media) or not text.strip():
        return "", ()
    else:
        try:
            text, entities = check_text(text, entities, CAPTION_UTF16_MAX, entities_max)
        except errors.MessageTooLong:
            raise errors.MediaCaptionTooLong from None
    return text, detect_entities(text, entities, entities_max)


def _may_have_caption(media: Media) -> bool:
    """TDLib says below a poll what it is about."""
    return file_of(media) is not None or isinstance(media, PollMedia)
