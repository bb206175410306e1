"""The reactions' pictures are what clients can play and show."""

import gzip
import io
import json

import pytest
from PIL import Image

from heliograph.catalogues import lottie
from heliograph.catalogues.builtin_files import (
    ICON_SIDE,
    TGS,
    WEBP,
    ReactionFiles,
    builtin_files,
    reactions,
)
from heliograph.catalogues.drawings import REACTIONS

TGS_BYTES_MAX = 64 * 1024
ANIMATIONS = (
    "appear_animation",
    "select_animation",
    "activate_animation",
    "effect_animation",
    "around_animation",
    "center_icon",
)
ALL = pytest.mark.parametrize("files", reactions(), ids=lambda files: files.title)


@ALL
@pytest.mark.parametrize("name", ANIMATIONS)
def test_animations_keep_to_the_rules_of_animated_stickers(files: ReactionFiles, name: str) -> None:
    file = getattr(files, name)
    document = json.loads(gzip.decompress(file.content))
    assert (file.mime_type, file.side) == (TGS, 512)
    assert len(file.content) <= TGS_BYTES_MAX
    assert (document["tgs"], document["w"], document["h"], document["fr"]) == (1, 512, 512, 60)
    assert 0 < document["op"] - document["ip"] <= 180
    assert document["layers"]
    shown = {layer["refId"] for layer in document["layers"]}
    assert shown == {asset["id"] for asset in document["assets"]}


@ALL
def test_icons_are_clear_around_the_picture(files: ReactionFiles) -> None:
    icon = Image.open(io.BytesIO(files.static_icon.content))
    assert (icon.format, icon.size, icon.mode) == ("WEBP", (ICON_SIDE, ICON_SIDE), "RGBA")
    alpha = icon.getchannel("A")
    assert alpha.getpixel((0, 0)) == 0
    assert alpha.getextrema() == (0, 255)


def test_every_file_is_found_by_an_id_of_its_own() -> None:
    found = builtin_files()
    assert len(found) == len(REACTIONS) * (len(ANIMATIONS) + 2)
    assert all(0 < number < 2**63 for number in found)
    assert {file.mime_type for file in found.values()} == {TGS, WEBP}


def test_the_same_drawing_makes_the_same_bytes() -> None:
    _, shapes = REACTIONS["🎉"]
    assert lottie.effect(shapes) == lottie.effect(shapes)
