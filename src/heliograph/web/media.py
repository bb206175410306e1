"""What a post shows besides its text, as the pages' templates draw it."""

import msgspec

from heliograph.domain.channels import Channel
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    GeoPoint,
    GoneMedia,
    LiveLocation,
    Media,
    PhotoMedia,
    PollMedia,
    SharedContact,
    TodoList,
    Venue,
)
from heliograph.domain.files import Animated, AnyFile, Audio, Document, Video
from heliograph.domain.messages import Message
from heliograph.domain.public_pages import may_keep
from heliograph.web.languages import Language, length
from heliograph.web.links import Links
from heliograph.web.pieces import (
    INLINE,
    WHOLE,
    is_sticker,
    pictures,
    shown_file,
    shown_size,
)
from heliograph.web.polls import Poll, poll_of

_MAP = "https://www.openstreetmap.org/?mlat={0:.5f}&mlon={1:.5f}#map=15/{0:.5f}/{1:.5f}"
_BARS = 48
"""Of a voice's 100 values as many are drawn as a phone has room for."""

_STICKER_SIDE = 192


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """An image by its address, as large as it is in pixels."""

    url: str
    width: int
    height: int


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a post shows; `kind` is the template's word for how.

    `label` says what it is, to those who cannot see it too; `url` is the file itself, "" where
    visitors are not given it; `veiled` is under a spoiler. `bars` are heights from 1 to 16.
    """

    kind: str
    label: str
    title: str = ""
    detail: str = ""
    url: str = ""
    mime_type: str = ""
    picture: Picture | None = None
    veiled: bool = False
    bars: tuple[int, ...] = ()
    lines: tuple[tuple[str, bool], ...] = ()
    poll: Poll | None = None


def shown_media(
    message: Message, channel: Channel, *, language: Language, links: Links
) -> Shown | None:
    """What a post shows besides words, None for words alone."""
    media = message.extras.media if message.extras is not None else None
    if media is None:
        return None
    file = shown_file(message)
    if file is not None and isinstance(media, PhotoMedia | DocumentMedia):
        return _Files(message, channel, language, links).shown(file, veiled=media.spoiler)
    if isinstance(media, PollMedia):
        poll = poll_of(message.poll, language) if message.poll is not None else None
        label = language.say("quiz" if poll is not None and poll.quiz else "poll")
        return Shown(kind="poll", label=label, poll=poll)
    return _told(media, language)


def _told(media: Media, language: Language) -> Shown:
    """What needs no file. A number stays between those who have an account."""
    say = language.say
    match media:
        case Dice():
            return Shown(kind="dice", label=media.emoticon, detail=str(media.value))
        case SharedContact():
            name = f"{media.first_name} {media.last_name}".strip()
            return Shown(kind="line", label=say("contact"), title=name)
        case GeoPoint():
            return _place(media, say("location"))
        case Venue():
            place = _place(media.point, say("venue"))
            return msgspec.structs.replace(place, title=media.title, detail=media.address)
        case LiveLocation():
            return Shown(kind="line", label=say("live_location"), title=say("in_app_only"))
        case TodoList():
            done = {one.item_id for one in media.done}
            lines = tuple((item.title, item.id in done) for item in media.items)
            return Shown(kind="todo", label=say("to_do"), title=media.title, lines=lines)
        case GoneMedia():
            return Shown(kind="line", label=say("gone"))
    return Shown(kind="line", label=say("unsupported"))


def _place(point: GeoPoint, label: str) -> Shown:
    url = _MAP.format(point.latitude, point.longitude)
    said = f"{point.latitude:.5f}, {point.longitude:.5f}"
    return Shown(kind="place", label=label, title=said, url=url)


class _Files:
    """The files of one post of a channel."""

    def __init__(
        self, message: Message, channel: Channel, language: Language, links: Links
    ) -> None:
        self._message = message
        self._name = channel.username
        self._kept = may_keep(channel, message)
        self._language = language
        self._links = links

    def shown(self, file: AnyFile, *, veiled: bool) -> Shown:
        picture = self._picture(file)
        if not isinstance(file, Document):
            label = self._language.say("photo")
            if picture is None:
                return Shown(kind="line", label=label)
            url = self._address(file, pictures(file, kept=self._kept)[-1].type)
            return Shown(kind="photo", label=label, picture=picture, url=url, veiled=veiled)
        made = self._document(file, picture)
        return msgspec.structs.replace(made, veiled=veiled) if veiled else made

    def _document(self, file: Document, picture: Picture | None) -> Shown:
        kinds = {type(one): one for one in file.attributes}
        video, audio = kinds.get(Video), kinds.get(Audio)
        plays = file.mime_type in INLINE
        if is_sticker(file):
            return self._sticker(file, picture)
        if Animated in kinds and plays and file.mime_type.startswith("video/"):
            return self._video(file, picture, kind="animation", seconds=0)
        if isinstance(video, Video) and (plays or picture is not None):
            kind = "round" if video.round else "video"
            return self._video(file, picture, kind=kind, seconds=video.duration, video=video)
        if isinstance(audio, Audio) and plays:
            return self._audio(file, audio)
        return Shown(
            kind="document",
            label=self._language.say("document"),
            title=file.name or self._language.say("document"),
            detail=self._language.size(file.size),
            url=self._whole(file),
            picture=picture,
        )

    def _sticker(self, file: Document, picture: Picture | None) -> Shown:
        if file.mime_type in INLINE and file.mime_type.startswith("image/"):
            url = self._address(file, WHOLE)
            picture = Picture(url=url, width=_STICKER_SIDE, height=_STICKER_SIDE)
        return Shown(kind="sticker", label=self._language.say("sticker"), picture=picture)

    def _video(
        self,
        file: Document,
        picture: Picture | None,
        *,
        kind: str,
        seconds: float,
        video: Video | None = None,
    ) -> Shown:
        if picture is None and video is not None and video.width and video.height:
            picture = Picture(url="", width=video.width, height=video.height)
        return Shown(
            kind=kind,
            label=self._language.say("video"),
            title=file.name,
            detail=length(seconds) if seconds else "",
            url=self._whole(file) if file.mime_type in INLINE else "",
            mime_type=file.mime_type,
            picture=picture,
        )

    def _audio(self, file: Document, audio: Audio) -> Shown:
        kind = "voice" if audio.voice else "audio"
        named = " – ".join(filter(None, (audio.performer, audio.title)))
        return Shown(
            kind=kind,
            label=self._language.say(kind),
            title="" if audio.voice else named or file.name,
            detail=length(audio.duration),
            url=self._whole(file),
            mime_type=file.mime_type,
            bars=bars(audio.waveform),
        )

    def _picture(self, file: AnyFile) -> Picture | None:
        size = shown_size(pictures(file, kept=self._kept))
        if size is None:
            return None
        url = self._address(file, size.type)
        return Picture(url=url, width=size.width, height=size.height)

    def _whole(self, file: AnyFile) -> str:
        return self._address(file, WHOLE) if self._kept else ""

    def _address(self, file: AnyFile, variant: str) -> str:
        return self._links.file(self._name, self._message.id, file_id=file.id, variant=variant)


def bars(waveform: bytes) -> tuple[int, ...]:
    """The heights of a voice, from its values of 5 bits each, the lowest bit first.

    https://core.telegram.org/constructor/documentAttributeAudio
    """
    bits = int.from_bytes(waveform, "little")
    values = [(bits >> (5 * place)) & 31 for place in range(len(waveform) * 8 // 5)]
    if not any(values):
        return ()
    step = len(values) / min(_BARS, len(values))
    picked = [
        max(values[int(place * step) : max(int(place * step) + 1, int((place + 1) * step))])
        for place in range(min(_BARS, len(values)))
    ]
    return tuple(1 + value // 2 for value in picked)
