#!/usr/bin/env python3
"""Paints the still icons of the reactions from their drawings; run it when a drawing changes.

scripts/reaction_icons.py src/heliograph/catalogues/icons
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

from heliograph.catalogues.builtin_files import ICON_SIDE, icon_name
from heliograph.catalogues.drawings import REACTIONS, SIDE, Point, Shape

# Painted larger than kept: Pillow's polygons have hard edges.
_ENLARGED = 4
_STEPS = 24


def outline(shape: Shape) -> Iterator[Point]:
    """Points along the curves of a shape."""
    count = len(shape.vertices)
    for n in range(count):
        ends = (
            shape.vertices[n],
            shape.after[n],
            shape.before[(n + 1) % count],
            shape.vertices[(n + 1) % count],
        )
        for step in range(_STEPS):
            yield _on_curve(ends, step / _STEPS)


def _on_curve(ends: tuple[Point, Point, Point, Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (
        sum(weight * end[axis] for weight, end in zip(weights, ends, strict=True))
        for axis in (0, 1)
    )
    return x, y


def paint(shapes: tuple[Shape, ...]) -> Image.Image:
    """The picture on a clear ground."""
    side = ICON_SIDE * _ENLARGED
    image = Image.new("RGBA", (side, side))
    canvas = ImageDraw.Draw(image)
    for shape in shapes:
        points = [(x * side / SIDE, y * side / SIDE) for x, y in outline(shape)]
        canvas.polygon(points, fill=shape.fill)
    return image.resize((ICON_SIDE, ICON_SIDE), Image.Resampling.LANCZOS)


def main(folder: Path) -> None:
    """Write one WebP per reaction."""
    folder.mkdir(parents=True, exist_ok=True)
    for sign, (_, shapes) in REACTIONS.items():
        paint(shapes).save(folder / icon_name(sign), "WEBP", quality=85, method=6)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
