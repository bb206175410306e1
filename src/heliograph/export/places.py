"""Where files lie in an export, and what stands where one is missing."""

import mimetypes
import re
from collections import Counter
from collections.abc import Callable

import msgspec

from heliograph.domain.files import Animated, Audio, Document, Photo, PhotoSize, Sticker, Video
from heliograph.export.dates import in_file_name

UNAVAILABLE = "(File unavailable, please try again later)"
TOO_LARGE = "(File exceeds maximum size. Change data exporting settings to download.)"
LEFT_OUT = "(File not included. Change data exporting settings to download.)"
"""What stands in the place of a path; programs that read the shape know these words."""

_NAME_BYTES = 200
"""Leaves room for what is appended: file systems take 255 bytes."""

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A content that the export asks for, and the path it is to have, should that be free."""

    path: str
    size: int
    key: tuple[int, str]
    sha256: bytes = b""
    content: bytes = b""


Save = Callable[[Wanted], str]
"""Puts a content into the folder; gives its path there, or the words that stand in its place."""


class Places:
    """Names files of one dialog as they come: `folder` is the dialog's, with a slash behind it."""

    def __init__(self, folder: str, save: Save) -> None:
        self.folder = folder
        self._save = save
        self._counts: Counter[str] = Counter()

    def photo(
        self, photo: Photo, date: int, *, stem: str = "photos/photo"
    ) -> tuple[str, PhotoSize | None]:
        """Where a photo lies, and its largest size; `stem` begins its name."""
        largest = max(photo.sizes, key=lambda one: one.width * one.height, default=None)
        if largest is None:
            return UNAVAILABLE, None
        path = self._numbered(stem, date, ".jpg")
        return self._put(path, largest, file_id=photo.id), largest

    def document(self, document: Document, date: int) -> str:
        """Where a file lies."""
        name = safe_name(document.name) or self._made_name(document, date)
        wanted = Wanted(
            path=f"{self.folder}{_folder_of(document)}/{name}",
            size=document.size,
            key=(document.id, ""),
            sha256=document.sha256,
        )
        return self._save(wanted)

    def thumbnail(self, document: Document, beside: str) -> tuple[str, PhotoSize] | None:
        """Where the largest preview of a file lies, next to the file; None if there is none."""
        drawn = [one for one in document.thumbs if one.width and (one.sha256 or one.content)]
        if not drawn or beside.startswith("("):
            return None
        largest = max(drawn, key=lambda one: one.width * one.height)
        path = f"{beside}_thumb.jpg"
        return self._put(path, largest, file_id=document.id), largest

    def contact_card(self, card: str, key: int) -> str:
        """Where a contact's card lies."""
        path = self._numbered("contacts/contact", 0, ".vcard")
        content = card.encode()
        return self._save(Wanted(path=path, size=len(content), key=(key, "vcard"), content=content))

    def _put(self, path: str, size: PhotoSize, *, file_id: int) -> str:
        return self._save(
            Wanted(
                path=path,
                size=size.size or len(size.content),
                key=(file_id, size.type),
                sha256=size.sha256,
                content=size.content,
            )
        )

    def _numbered(self, stem: str, date: int, ending: str) -> str:
        self._counts[stem] += 1
        return f"{self.folder}{stem}_{self._counts[stem]}{in_file_name(date)}{ending}"

    def _made_name(self, document: Document, date: int) -> str:
        """For a file that its sender gave no name."""
        ending = mimetypes.guess_extension(document.mime_type) or ".unknown"
        stem = "file"
        if _is_voice(document):
            stem, ending = "audio", ".mp3" if document.mime_type == "audio/mp3" else ".ogg"
        elif _video_of(document) is not None:
            stem = "video"
        self._counts[stem] += 1
        return f"{stem}_{self._counts[stem]}{in_file_name(date)}{ending}"


def safe_name(name: str) -> str:
    """A sender's file name as file systems take it, "" for none: no path, no device, not hidden."""
    shown = _NOT_IN_NAMES.sub("_", name).strip(" .")
    if _RESERVED.match(shown):
        shown = f"_{shown}"
    cut = shown.encode()
    if len(cut) <= _NAME_BYTES:
        return shown
    stem, dot, ending = shown.rpartition(".")
    tail = dot + ending if stem and len(ending) <= 16 else ""
    head = cut[: _NAME_BYTES - len(tail.encode())].decode("utf-8", "ignore")
    return head.rstrip(" .") + tail


def _folder_of(document: Document) -> str:
    """Desktop's order: a clip that is a video, too, is among the videos."""
    video = _video_of(document)
    if video is not None and not video.round:
        return "video_files"
    kinds = {type(one) for one in document.attributes}
    if Animated in kinds:
        return "animations"
    if Sticker in kinds:
        return "stickers"
    if _is_voice(document):
        return "voice_messages"
    return "files" if video is None else "round_video_messages"


def _video_of(document: Document) -> Video | None:
    return next((one for one in document.attributes if isinstance(one, Video)), None)


def _is_voice(document: Document) -> bool:
    return any(isinstance(one, Audio) and one.voice for one in document.attributes)
