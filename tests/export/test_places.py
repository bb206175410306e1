"""Names of files in an export: what a sender calls a file never leads out of its folder."""

import pytest

from heliograph.domain.files import Audio, Document, Filename, Video
from heliograph.export.places import Places, safe_name


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", ""),
        (".bashrc", "bashrc"),
        ("a/b\\c:d*e?f", "a_b_c_d_e_f"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("name. ", "name"),
        ("line\nbreak", "line_break"),
        ("", ""),
    ],
)
def test_a_name_stays_a_name(given: str, made: str) -> None:
    assert safe_name(given) == made


def test_a_long_name_is_cut_before_its_ending() -> None:
    made = safe_name("ä" * 300 + ".jpeg")
    assert made.endswith("ä.jpeg")
    assert len(made.encode()) <= 200


def document(*attributes: Video | Audio | Filename, mime_type: str) -> Document:
    return Document(
        id=1,
        access_hash=1,
        date=0,
        mime_type=mime_type,
        size=1,
        sha256=bytes(32),
        attributes=attributes,
    )


def test_a_file_without_a_name_is_numbered() -> None:
    places = Places("chats/chat_2/", lambda wanted: wanted.path)
    voice = document(Audio(duration=1, voice=True), mime_type="audio/ogg")
    film = document(Video(duration=1, width=1, height=1), mime_type="video/mp4")
    plain = document(mime_type="application/pdf")
    found = [places.document(one, 1_700_000_000) for one in (voice, voice, film, plain)]
    at = "@14-11-2023_22-13-20"
    assert found == [
        f"chats/chat_2/voice_messages/audio_1{at}.ogg",
        f"chats/chat_2/voice_messages/audio_2{at}.ogg",
        f"chats/chat_2/video_files/video_1{at}.mp4",
        f"chats/chat_2/files/file_1{at}.pdf",
    ]
