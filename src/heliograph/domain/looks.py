"""What an uploaded document turned out to be, set against what its sender says of it."""

import msgspec
from msgspec.structs import replace

from heliograph.domain.files import (
    Animated,
    Asked,
    Attribute,
    Audio,
    ImageSize,
    Sticker,
    Video,
)

_LOOKED_AT = ("image/", "video/", "audio/")
_SILENT_FILM = "video/mp4"
_GIF = "image/gif"


class Looks(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was made out of a file: sides in pixels, `duration` in seconds, zeros for none.

    `waveform` has 100 values of 5 bits each. `index_behind` says that a film cannot be shown before
    its end is there.
    """

    width: int = 0
    height: int = 0
    duration: float = 0.0
    video: bool = False
    sound: bool = False
    codec: str = ""
    title: str = ""
    performer: str = ""
    waveform: bytes = b""
    index_behind: bool = False

    @property
    def shows(self) -> bool:
        """Whether there is a picture in it, at rest or not."""
        return bool(self.width and self.height)


def is_looked_at(asked: Asked) -> bool:
    """Whether the file claims to be something that can be looked at, and is to be shown as that."""
    return asked.mime_type.startswith(_LOOKED_AT) and not asked.force_file


def described(asked: Asked, looks: Looks) -> tuple[Attribute, ...]:
    """The attributes of a document: what it is found to be, where its sender says otherwise.

    What could not be made out is a plain document. A film without sound plays by itself as a GIF
    does, unless its sender says that it only has none.

    https://core.telegram.org/constructor/inputMediaUploadedDocument
    """
    if not is_looked_at(asked):
        return asked.attributes
    said = {type(one): one for one in asked.attributes}
    kept = [one for one in asked.attributes if not isinstance(one, _FOUND)]
    found: list[Attribute] = []
    if looks.video and looks.shows:
        found = _moving(asked, said, looks)
    elif looks.shows:
        found = [ImageSize(width=looks.width, height=looks.height)]
    elif looks.sound:
        found = [_sound(said.get(Audio), looks)]
    if not looks.shows:
        kept = [one for one in kept if not isinstance(one, Sticker)]
    return (*found, *kept)


_FOUND = (ImageSize, Video, Audio, Animated)


def _moving(asked: Asked, said: dict[type[Attribute], Attribute], looks: Looks) -> list[Attribute]:
    if asked.mime_type == _GIF:
        return [ImageSize(width=looks.width, height=looks.height), Animated()]
    before = said.get(Video)
    video = before if isinstance(before, Video) else Video(duration=0, width=0, height=0)
    silent = not looks.sound
    made: list[Attribute] = [
        replace(
            video,
            duration=looks.duration,
            width=looks.width,
            height=looks.height,
            nosound=silent,
            streaming=video.streaming and not looks.index_behind,
            codec=looks.codec,
            start_s=video.start_s if video.start_s <= looks.duration else 0.0,
        )
    ]
    by_itself = asked.mime_type == _SILENT_FILM and not asked.nosound and not video.round
    if silent and (Animated in said or by_itself):
        made.append(Animated())
    return made


def _sound(before: Attribute | None, looks: Looks) -> Audio:
    audio = before if isinstance(before, Audio) else Audio(duration=0)
    return replace(
        audio,
        duration=round(looks.duration),
        title=audio.title or looks.title,
        performer=audio.performer or looks.performer,
        waveform=audio.waveform or looks.waveform,
    )
