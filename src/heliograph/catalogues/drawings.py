"""The project's own reaction pictures, as shapes on a square of 512 units."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

SIDE = 512

Point = tuple[float, float]

# How far a control point lies from the end of a quarter circle of radius 1.
_ARC = 0.5522847


class Shape(msgspec.Struct, frozen=True):
    """A closed outline of cubic curves, filled with one colour (#rrggbb).

    Vertex i has the control points `before[i]` and `after[i]`, in absolute coordinates; the
    curve from vertex i to the next one uses `after[i]` and `before[i + 1]`.
    """

    vertices: tuple[Point, ...]
    before: tuple[Point, ...]
    after: tuple[Point, ...]
    fill: str

    def moved(self, change: "Affine") -> "Shape":
        """The shape under an affine map."""
        return Shape(
            tuple(map(change, self.vertices)),
            tuple(map(change, self.before)),
            tuple(map(change, self.after)),
            self.fill,
        )


class Affine(msgspec.Struct, frozen=True):
    """Scale about the centre of the square, turn (degrees), then shift."""

    scale_x: float = 1.0
    scale_y: float = 1.0
    turn: float = 0.0
    shift: Point = (0.0, 0.0)

    def __call__(self, point: Point) -> Point:
        middle = SIDE / 2
        x, y = (point[0] - middle) * self.scale_x, (point[1] - middle) * self.scale_y
        sine, cosine = math.sin(math.radians(self.turn)), math.cos(math.radians(self.turn))
        return (
            middle + x * cosine - y * sine + self.shift[0],
            middle + x * sine + y * cosine + self.shift[1],
        )


def polygon(points: Sequence[Point], fill: str) -> Shape:
    """Straight lines between the points."""
    corners = tuple(points)
    return Shape(corners, corners, corners, fill)


def ellipse(x: float, y: float, radius_x: float, radius_y: float, fill: str) -> Shape:
    """An ellipse about (x, y)."""
    a, b = radius_x * _ARC, radius_y * _ARC
    return Shape(
        ((x, y - radius_y), (x + radius_x, y), (x, y + radius_y), (x - radius_x, y)),
        (
            (x - a, y - radius_y),
            (x + radius_x, y - b),
            (x + a, y + radius_y),
            (x - radius_x, y + b),
        ),
        (
            (x + a, y - radius_y),
            (x + radius_x, y + b),
            (x - a, y + radius_y),
            (x - radius_x, y - b),
        ),
        fill,
    )


def curve(steps: Sequence[tuple[Point, Point, Point]], fill: str) -> Shape:
    """Smooth outline from (control before, vertex, control after) triples."""
    return Shape(
        tuple(step[1] for step in steps),
        tuple(step[0] for step in steps),
        tuple(step[2] for step in steps),
        fill,
    )


def band(points: Sequence[Point], width: float, fill: str) -> tuple[Shape, ...]:
    """A line of some width with round ends and joints, as filled shapes."""
    made = [ellipse(x, y, width / 2, width / 2, fill) for x, y in points]
    for (x1, y1), (x2, y2) in pairwise(points):
        length = math.hypot(x2 - x1, y2 - y1)
        dx, dy = (y1 - y2) / length * width / 2, (x2 - x1) / length * width / 2
        corners = [(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)]
        made.append(polygon(corners, fill))
    return tuple(made)


def arc(
    x: float, y: float, radius_x: float, radius_y: float, start: float, end: float
) -> tuple[Point, ...]:
    """Points on an ellipse from one angle to another (degrees, 0 right, 90 down)."""
    count = 16
    angles = (math.radians(start + (end - start) * n / count) for n in range(count + 1))
    return tuple((x + radius_x * math.cos(a), y + radius_y * math.sin(a)) for a in angles)


_YELLOW, _EDGE, _INK, _WHITE = "#ffcb3d", "#f0a11f", "#4a3214", "#ffffff"
_RED, _DARK_RED, _TEAR = "#ef3e4a", "#b81f36", "#4fb3f0"


def _face(*features: Shape) -> tuple[Shape, ...]:
    return (
        ellipse(256, 262, 206, 206, _EDGE),
        ellipse(256, 254, 206, 206, _YELLOW),
        *features,
    )


def _eyes(radius_x: float, radius_y: float, y: float = 218) -> tuple[Shape, ...]:
    return (
        ellipse(182, y, radius_x, radius_y, _INK),
        ellipse(330, y, radius_x, radius_y, _INK),
    )


def _heart(fill: str, change: Affine) -> Shape:
    steps = [
        ((200, 60), (256, 148), (312, 60)),
        ((452, 40), (452, 188), (452, 300)),
        ((300, 420), (256, 448), (212, 420)),
        ((60, 300), (60, 188), (60, 40)),
    ]
    return curve(steps, fill).moved(change)


def _thumb() -> tuple[Shape, ...]:
    fist = [
        ((176, 330), (176, 250), (214, 214)),
        ((240, 180), (244, 120), (246, 60)),
        ((320, 44), (328, 130), (332, 164)),
        ((322, 190), (318, 208), (370, 206)),
        ((420, 204), (428, 240), (434, 266)),
        ((412, 286), (412, 290), (424, 318)),
        ((402, 344), (398, 346), (406, 376)),
        ((384, 396), (380, 398), (378, 440)),
        ((330, 440), (290, 440), (236, 440)),
        ((176, 424), (176, 400), (176, 380)),
    ]
    creases = (
        *band([(330, 282), (404, 284)], 10, _EDGE),
        *band([(330, 344), (392, 344)], 10, _EDGE),
        *band([(326, 396), (376, 396)], 10, _EDGE),
    )
    sleeve = polygon([(84, 226), (160, 226), (160, 432), (84, 432)], "#3f8fe0")
    return (curve(fist, _YELLOW), *creases, sleeve)


def _flame() -> tuple[Shape, ...]:
    outer = [
        ((190, 120), (262, 36), (270, 130)),
        ((372, 190), (412, 300), (432, 420)),
        ((350, 484), (256, 484), (150, 484)),
        ((80, 410), (100, 300), (112, 240)),
        ((150, 210), (164, 176), (170, 230)),
        ((190, 250), (210, 254), (236, 200)),
    ]
    inner = [
        ((240, 300), (262, 250), (290, 320)),
        ((346, 340), (346, 400), (346, 450)),
        ((300, 470), (258, 470), (210, 470)),
        ((174, 440), (174, 396), (180, 350)),
    ]
    return (curve(outer, "#ff7a1a"), curve(inner, "#ffd23f"))


def _party() -> tuple[Shape, ...]:
    cone = polygon([(70, 448), (166, 192), (324, 348)], "#f7b731")
    stripes = (
        polygon([(131, 286), (149, 238), (281, 368), (233, 387)], "#e8483f"),
        polygon([(95, 382), (111, 340), (181, 406), (140, 422)], "#e8483f"),
    )
    mouth = ellipse(256, 256, 112, 30, "#c0392b").moved(Affine(turn=44.6, shift=(-11, 14)))
    bits = [
        (352, 96, "#4fb3f0"),
        (430, 168, "#e8483f"),
        (296, 60, "#2ecc71"),
        (404, 300, "#2ecc71"),
        (248, 132, "#9b59b6"),
        (450, 372, "#f7b731"),
    ]
    dots = tuple(ellipse(x, y, 18, 18, fill) for x, y, fill in bits)
    ribbons = (
        *band(arc(340, 180, 60, 50, 150, 330), 16, "#9b59b6"),
        *band(arc(380, 250, 56, 40, 200, 40), 16, "#4fb3f0"),
    )
    return (cone, *stripes, mouth, *ribbons, *dots)


def _hundred() -> tuple[Shape, ...]:
    one = band([(74, 178), (122, 130), (122, 340)], 42, _RED)
    zeros = tuple(
        shape for x in (242, 394) for shape in band(arc(x, 236, 52, 104, 0, 360), 42, _RED)
    )
    lines = (
        *band([(96, 404), (420, 384)], 24, _DARK_RED),
        *band([(150, 456), (372, 442)], 20, _DARK_RED),
    )
    return (*one, *zeros, *lines)


def _looking() -> tuple[Shape, ...]:
    return tuple(
        shape
        for x in (146, 366)
        for shape in (
            ellipse(x, 256, 100, 150, "#c9d3dd"),
            ellipse(x, 256, 88, 138, _WHITE),
            ellipse(x - 32, 290, 46, 66, _INK),
            ellipse(x - 46, 262, 14, 18, _WHITE),
        )
    )


_GRIN = _face(
    *band(arc(182, 226, 38, 44, 190, 350), 22, _INK),
    *band(arc(330, 226, 38, 44, 190, 350), 22, _INK),
    curve(
        [
            ((120, 290), (120, 290), (200, 310)),
            ((312, 310), (392, 290), (392, 290)),
            ((380, 420), (256, 420), (132, 420)),
        ],
        _WHITE,
    ),
    *band([(140, 338), (372, 338)], 8, "#c9d3dd"),
)
_CRY = _face(
    *_eyes(26, 34),
    *band(arc(256, 380, 72, 50, 200, 340), 20, _INK),
    *band([(136, 170), (204, 150)], 16, _INK),
    *band([(376, 170), (308, 150)], 16, _INK),
    curve(
        [((170, 300), (182, 262), (194, 300)), ((228, 410), (182, 410), (136, 410))],
        _TEAR,
    ),
)
_SCREAM = _face(
    ellipse(256, 160, 190, 96, "#9fc4ea"),
    ellipse(182, 214, 54, 60, _WHITE),
    ellipse(330, 214, 54, 60, _WHITE),
    ellipse(182, 218, 18, 22, _INK),
    ellipse(330, 218, 18, 22, _INK),
    ellipse(256, 372, 54, 78, _INK),
)
_THINK = _face(
    *_eyes(24, 30),
    *band(arc(182, 170, 48, 28, 200, 340), 16, _INK),
    *band([(292, 140), (366, 122)], 16, _INK),
    *band([(214, 342), (312, 326)], 20, _INK),
    *band([(168, 408), (266, 392)], 46, _EDGE),
    *band([(150, 424), (208, 450)], 58, _EDGE),
)
_BOLT = polygon([(300, 30), (110, 290), (238, 290), (196, 482), (404, 210), (268, 210)], "#ffb400")

REACTIONS: Mapping[str, tuple[str, tuple[Shape, ...]]] = {
    "👍": ("Thumbs Up", _thumb()),
    "👎": ("Thumbs Down", tuple(shape.moved(Affine(scale_y=-1)) for shape in _thumb())),
    "❤": ("Red Heart", (_heart(_RED, Affine()),)),
    "🔥": ("Fire", _flame()),
    "🎉": ("Party Popper", _party()),
    "😁": ("Beaming Face", _GRIN),
    "😢": ("Crying Face", _CRY),
    "😱": ("Screaming Face", _SCREAM),
    "🤔": ("Thinking Face", _THINK),
    "👀": ("Eyes", _looking()),
    "💯": ("Hundred Points", _hundred()),
    "⚡": ("High Voltage", (_BOLT,)),
}
"""Title and picture of each default reaction, in the order clients show them."""
