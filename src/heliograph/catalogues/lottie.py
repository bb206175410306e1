"""Animated stickers (.tgs) from drawings: gzipped Lottie, as clients play them.

A .tgs is a Lottie document of 512 × 512 at 60 frames a second, at most 3 s and 64 KB.
https://core.telegram.org/stickers#animated-stickers
"""

import gzip
import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from heliograph.catalogues.drawings import SIDE, Point, Shape

FRAMES = 60

# (frame, value) pairs; Lottie interpolates between them.
Keys = Sequence[tuple[int, tuple[float, ...]]]

_STILL: Keys = ((0, (100.0, 100.0)),)
_UPRIGHT: Keys = ((0, (0.0,)),)
_CENTRED: Keys = ((0, (SIDE / 2, SIDE / 2)),)
_PICTURE = "picture"
_SHARDS = 7


def tgs(shapes: Sequence[Shape], layers: Iterable[dict[str, Any]], name: str) -> bytes:
    """The file of an animation of one second, whose layers show the picture of the shapes.

    The same bytes for the same layers.
    """
    picture = {**_timing(), "ty": 4, "ks": _transform(), "shapes": _painted(shapes)}
    document = {
        "tgs": 1,
        "v": "5.5.2",
        "fr": 60,
        "ip": 0,
        "op": FRAMES,
        "w": SIDE,
        "h": SIDE,
        "nm": name,
        "ddd": 0,
        "assets": [{"id": _PICTURE, "layers": [picture]}],
        "layers": list(layers),
    }
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=True)
    return gzip.compress(text.encode(), mtime=0)


def appear(shapes: Sequence[Shape]) -> bytes:
    """Grows from nothing, a little too far, and settles."""
    scale: Keys = ((0, (0.0, 0.0)), (24, (112.0, 112.0)), (36, (96.0, 96.0)), (46, (100.0, 100.0)))
    return tgs(shapes, [_layer(scale=scale)], "appear")


def select(shapes: Sequence[Shape]) -> bytes:
    """Rocks to both sides."""
    turn: Keys = ((0, (0.0,)), (12, (-14.0,)), (28, (12.0,)), (42, (-6.0,)), (54, (0.0,)))
    return tgs(shapes, [_layer(turn=turn)], "select")


def activate(shapes: Sequence[Shape]) -> bytes:
    """Shrinks and jumps."""
    scale: Keys = (
        (0, (100.0, 100.0)),
        (10, (78.0, 78.0)),
        (26, (118.0, 118.0)),
        (44, (100.0, 100.0)),
    )
    return tgs(shapes, [_layer(scale=scale)], "activate")


def center(shapes: Sequence[Shape]) -> bytes:
    """Beats once."""
    scale: Keys = ((0, (100.0, 100.0)), (20, (110.0, 110.0)), (40, (100.0, 100.0)))
    return tgs(shapes, [_layer(scale=scale)], "center")


def around(shapes: Sequence[Shape]) -> bytes:
    """Small copies fly outwards and are gone; nothing in the middle."""
    return tgs(shapes, _shards(16.0), "around")


def effect(shapes: Sequence[Shape]) -> bytes:
    """The picture jumps while copies of it fly outwards."""
    scale: Keys = ((0, (40.0, 40.0)), (20, (70.0, 70.0)), (44, (60.0, 60.0)), (59, (0.0, 0.0)))
    return tgs(shapes, [*_shards(20.0), _layer(scale=scale)], "effect")


def _shards(size: float) -> list[dict[str, Any]]:
    made = []
    for n in range(_SHARDS):
        angle = 2 * math.pi * n / _SHARDS - math.pi / 2
        far = (SIDE / 2 + 190 * math.cos(angle), SIDE / 2 + 190 * math.sin(angle))
        start = n * 2
        small, whole, gone = (size / 5,) * 2, (size,) * 2, (0.0, 0.0)
        made.append(
            _layer(
                place=((start, (SIDE / 2, SIDE / 2)), (40 + start, far)),
                scale=((start, small), (20 + start, whole), (40 + start, gone)),
            )
        )
    return made


def _layer(
    *, scale: Keys = _STILL, turn: Keys = _UPRIGHT, place: Keys = _CENTRED
) -> dict[str, Any]:
    shown = {"ty": 0, "refId": _PICTURE, "w": SIDE, "h": SIDE}
    return {**_timing(), **shown, "ks": _transform(scale, turn, place)}


def _timing() -> dict[str, Any]:
    return {"ddd": 0, "sr": 1, "ao": 0, "bm": 0, "ip": 0, "op": FRAMES, "st": 0}


def _transform(
    scale: Keys = _STILL, turn: Keys = _UPRIGHT, place: Keys = _CENTRED
) -> dict[str, Any]:
    return {
        "o": _value(((0, (100.0,)),)),
        "r": _value(turn),
        "p": _value(tuple((frame, (*point, 0.0)) for frame, point in place)),
        "a": _value(((0, (SIDE / 2, SIDE / 2, 0.0)),)),
        "s": _value(tuple((frame, (*by, 100.0)) for frame, by in scale)),
    }


def _painted(shapes: Sequence[Shape]) -> list[dict[str, Any]]:
    # Lottie paints the first shape last.
    return [_group(shape) for shape in reversed(shapes)]


def _value(keys: Keys) -> dict[str, Any]:
    if len(keys) == 1:
        value = keys[0][1]
        return {"a": 0, "k": value[0] if len(value) == 1 else _rounded(value)}
    frames: list[dict[str, Any]] = [{"t": frame, "s": _rounded(value)} for frame, value in keys]
    # The last one only ends the one before: players take a curve on it for one more step.
    for frame in frames[:-1]:
        frame |= {"i": {"x": [0.6], "y": [1]}, "o": {"x": [0.4], "y": [0]}}
    return {"a": 1, "k": frames}


def _group(shape: Shape) -> dict[str, Any]:
    red, green, blue = (int(shape.fill[at : at + 2], 16) / 255 for at in (1, 3, 5))
    outline = {
        "c": True,
        "v": [_rounded(point) for point in shape.vertices],
        "i": _tangents(shape.before, shape.vertices),
        "o": _tangents(shape.after, shape.vertices),
    }
    transform = {
        "ty": "tr",
        "p": {"a": 0, "k": [0, 0]},
        "a": {"a": 0, "k": [0, 0]},
        "s": {"a": 0, "k": [100, 100]},
        "r": {"a": 0, "k": 0},
        "o": {"a": 0, "k": 100},
    }
    fill = {
        "ty": "fl",
        "c": {"a": 0, "k": [*_rounded((red, green, blue), 3), 1]},
        "o": {"a": 0, "k": 100},
        "r": 1,
    }
    return {"ty": "gr", "it": [{"ty": "sh", "ks": {"a": 0, "k": outline}}, fill, transform]}


def _tangents(controls: Sequence[Point], vertices: Sequence[Point]) -> list[list[float]]:
    return [
        _rounded((control[0] - vertex[0], control[1] - vertex[1]))
        for control, vertex in zip(controls, vertices, strict=True)
    ]


def _rounded(value: Sequence[float], digits: int = 1) -> list[float]:
    return [round(part, digits) for part in value]
