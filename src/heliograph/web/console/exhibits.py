"""Files of what was reported: covered, then uncovered in steps, from where they lie or from the
sealed copy that was kept."""

from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.domain.files import AnyFile, Document, Photo
from heliograph.ports.blobs import BlobMissing
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.evidence import Evidence
from heliograph.web.console.desk import ConsoleSite, Signed, missing
from heliograph.web.console.inbox import CASES, case_number, number
from heliograph.web.files import file_answer
from heliograph.web.pieces import INLINE, WHOLE, Piece, document_piece, picture_piece, pictures

STEPS = ("blurred", "grey", "full")
"""What is uncovered in one step after another."""

_KEPT = "kept"
_THUMB_SIDE, _SHOWN_SIDE = 300, 800


class Copied(msgspec.Struct, frozen=True):
    """A file that is gone, of which a sealed copy was kept."""

    id: int
    mime_type: str


class Exhibit(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is shown. `name` tells it from the others, `step` is how much of it is
    uncovered, "" for nothing; `further` the next step, "" after the last. `url` is what is shown,
    `picture` what stands for a film until it plays."""

    name: str
    kind: str
    detail: str
    step: str = ""
    further: str = ""
    url: str = ""
    picture: str = ""


async def exhibits(
    site: ConsoleSite, signed: Signed, kept: Evidence, *, uncovered: str, step: str
) -> tuple[Exhibit, ...]:
    """The files of a snapshot; that one is uncovered is noted before anything of it is shown."""
    made = []
    for place, file_id in enumerate(kept.snapshot.file_ids):
        name = f"{kept.id}.{place}"
        reached = step if name == uncovered else ""
        if reached:
            await site.safety.store.note_shown(
                kept.case_id, reader=signed.name, what=f"{step} {name}", date=site.clock.now()
            )
        held = await site.store.file(file_id) or _copied(kept, place)
        made.append(_exhibit(site, signed, kept.case_id, name, held, step=reached))
    return tuple(made)


async def media(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """The bytes of a file that was uncovered a while ago, for the session that did."""
    case_id, file_id = case_number(request), number(request.path_params["file"])
    variant: str = request.path_params["variant"]
    mime_type = request.query_params.get("type", "")
    if case_id is None or file_id is None:
        return missing(request)
    page = _page_name(signed, case_id, file_id, variant, mime_type)
    now = site.clock.now()
    if not site.tokens.is_good(request.query_params.get("t", ""), page, now):
        return missing(request)
    # What it is may have come out since it was uncovered.
    file = await site.safety.store.case_file(case_id, now=now)
    if file is None or file.sealed:
        return missing(request)
    try:
        piece = await _found(site, signed, file_id, variant, mime_type)
        if piece is None or not piece.inline:
            return missing(request)
        charge = partial(site.visits.charge, request)
        made = await file_answer(request, piece, site.blobs, charge=charge)
    except (BlobMissing, SafetyRefused):
        return missing(request)
    made.headers["Cache-Control"] = "no-store"
    return made


async def _found(
    site: ConsoleSite, signed: Signed, file_id: int, variant: str, mime_type: str
) -> Piece | None:
    if variant == _KEPT:
        return await opened(site, signed, file_id, mime_type, reason="uncovered")
    held = await site.store.file(file_id)
    return _piece(held, variant) if held is not None else None


def _copied(kept: Evidence, place: int) -> Copied | None:
    shown = kept.snapshot.files
    if len(shown) != len(kept.snapshot.file_ids):
        return None
    copies = (one.id for one in kept.files if one.copied and one.sha256 == shown[place].sha256)
    copy_id = next(copies, None)
    return None if copy_id is None else Copied(copy_id, shown[place].mime_type)


async def opened(
    site: ConsoleSite, signed: Signed, kept_id: int, mime_type: str, *, reason: str
) -> Piece:
    """A sealed copy, opened in memory: it is no longer than `evidence_file_bytes_max`. That it is
    read, and why, is noted first."""
    store = site.safety.store
    sha256 = await store.evidence_copy(
        kept_id, reader=signed.name, reason=reason, date=site.clock.now()
    )
    (size,) = await site.blobs.sizes([sha256])
    if size is None:
        raise BlobMissing(sha256)
    sealed = await site.blobs.read(sha256, offset=0, limit=size)
    content = await site.compute(partial(store.open_file, kept_id, sealed))
    return Piece(mime_type=mime_type, size=len(content), content=content)


def _exhibit(
    site: ConsoleSite,
    signed: Signed,
    case_id: int,
    name: str,
    held: AnyFile | Copied | None,
    *,
    step: str,
) -> Exhibit:
    if held is None:
        return Exhibit(name=name, kind="gone", detail="The file is not there any more.")
    kind, detail = _kind(held)
    if kind == "file":
        return Exhibit(name=name, kind=kind, detail=detail)
    further = STEPS[STEPS.index(step) + 1 :] if step else STEPS
    covered = Exhibit(
        name=name, kind=kind, detail=detail, step=step, further=further[0] if further else ""
    )
    if not step:
        return covered
    address = partial(_address, site, signed, case_id, held.id)
    # Blurred, a film stands still.
    still = kind == "video" and step == "blurred"
    if isinstance(held, Copied):
        url = "" if still else address(_KEPT, held.mime_type)
        return msgspec.structs.replace(covered, url=url)
    sizes = pictures(held, kept=True)
    small = next((one for one in sizes if max(one.width, one.height) >= _THUMB_SIDE), None)
    small = small or (sizes[-1] if sizes else None)
    if kind == "photo":
        wide = next((one for one in sizes if max(one.width, one.height) >= _SHOWN_SIDE), None)
        size = small if step == "blurred" else wide or (sizes[-1] if sizes else None)
        return msgspec.structs.replace(covered, url=address(size.type) if size else "")
    picture = address(small.type) if small is not None and kind == "video" else ""
    return msgspec.structs.replace(covered, url="" if still else address(WHOLE), picture=picture)


def _kind(held: AnyFile | Copied) -> tuple[str, str]:
    if isinstance(held, Photo):
        return "photo", "Picture"
    if not isinstance(held, Document | Copied) or held.mime_type not in INLINE:
        return "file", "A file that is not opened here"
    if held.mime_type.startswith("video/"):
        return "video", "Film"
    if held.mime_type.startswith("audio/"):
        return "audio", "Sound"
    return "image", "Picture"


def _piece(held: AnyFile, variant: str) -> Piece | None:
    if variant == WHOLE:
        return document_piece(held) if isinstance(held, Document) else None
    found = next((one for one in pictures(held, kept=True) if one.type == variant), None)
    return picture_piece(found) if found is not None else None


def _address(
    site: ConsoleSite,
    signed: Signed,
    case_id: int,
    file_id: int,
    variant: str,
    mime_type: str = "",
) -> str:
    page = _page_name(signed, case_id, file_id, variant, mime_type)
    token = site.tokens.make(page, site.clock.now())
    more = f"&type={mime_type}" if mime_type else ""
    return f"{CASES}/{case_id}/media/{file_id}/{variant}?t={token}{more}"


def _page_name(signed: Signed, case_id: int, file_id: int, variant: str, mime_type: str) -> str:
    return f"media {signed.session_id} {case_id} {file_id} {variant} {mime_type}"
