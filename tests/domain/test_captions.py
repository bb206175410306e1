"""Words beside files are captions; beside other media there are none."""

import pytest

from heliograph.domain import errors
from heliograph.domain.captions import CAPTION_UTF16_MAX, check_words
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Dice, DocumentMedia, Media
from heliograph.domain.files import Document

FILE = DocumentMedia(
    document=Document(id=1, access_hash=2, date=3, mime_type="a/b", size=4, sha256=b"")
)
BOLD = Entity(kind="Bold", offset=0, length=3)


def words(text: str, media: Media | None) -> tuple[str, tuple[Entity, ...]]:
    return check_words(text, (BOLD,), media=media, text_length=4096, entities_max=100)


@pytest.mark.parametrize("media", [None, FILE])
def test_words_are_trimmed_with_what_formats_them(media: Media | None) -> None:
    assert words("bold\n", media) == ("bold", (BOLD,))


@pytest.mark.parametrize("said", ["", "   "])
def test_a_caption_may_be_left_out_and_a_text_may_not(said: str) -> None:
    assert check_words(said, (), media=FILE, text_length=9, entities_max=9) == ("", ())
    with pytest.raises(errors.MessageEmpty):
        check_words(said, (), media=None, text_length=9, entities_max=9)


def test_a_caption_has_a_bound_of_its_own() -> None:
    assert words("x" * CAPTION_UTF16_MAX, FILE)[0] == "x" * CAPTION_UTF16_MAX
    with pytest.raises(errors.MediaCaptionTooLong):
        words("x" * (CAPTION_UTF16_MAX + 1), FILE)
    assert len(words("x" * (CAPTION_UTF16_MAX + 1), None)[0]) == CAPTION_UTF16_MAX + 1


def test_media_without_a_file_have_no_words() -> None:
    assert words("thrown", Dice(emoticon="🎲")) == ("", ())
