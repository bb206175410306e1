"""Files of what was reported: covered, then uncovered in steps, from where they lie or from the
sealed copy that was kept."""

from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.domain.files import AnyFile, Document, Photo
from heliograph.ports.blobs import BlobMissing
from heliograph.safety import casework
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.evidence import Evidence, KeptFile
from heliograph.safety.sealing import Seal, is_shown
from heliograph.safety.staff.roles import Act
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
    `picture` what stands for a film until it plays; `suspected` is the number by which it is said
    whether it is abuse of a child, 0 where nobody has to; `cleared` the one by which a finding that
    it is not is corrected."""

    name: str
    kind: str
    detail: str
    suspected: int = 0
    cleared: int = 0
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
        name, one = f"{kept.id}.{place}", _kept_file(kept, place)
        reached = step if name == uncovered else ""
        if reached:
            await casework.note_shown(
                site.safety, kept.case_id, by=signed.name, what=f"{step} {name}"
            )
        held = await site.store.file(file_id) or _copied(kept, place)
        shown = _exhibit(site, signed, kept.case_id, name, held, step=reached, kept_id=one.id)
        suspected = one.id if one.seal is Seal.SUSPECTED else 0
        cleared = one.id if one.cleared else 0
        made.append(msgspec.structs.replace(shown, suspected=suspected, cleared=cleared))
    return tuple(made)


def closed(signed: Signed, kept: Evidence) -> tuple[Seal, ...]:
    """The seals of those files of a snapshot that somebody is not shown."""
    classifying = signed.may(Act.CLASSIFY)
    return tuple(one.seal for one in kept.files if not is_shown(one.seal, classifying=classifying))


async def media(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """The bytes of a file that was uncovered a while ago, for the session that did."""
    case_id, file_id = case_number(request), number(request.path_params["file"])
    variant: str = request.path_params["variant"]
    mime_type = request.query_params.get("type", "")
    kept_id = number(request.query_params.get("kept", ""))
    if case_id is None or file_id is None or kept_id is None:
        return missing(request)
    page = _page_name(signed, case_id, file_id, variant, mime_type, kept_id)
    now = site.clock.now()
    if not site.tokens.is_good(request.query_params.get("t", ""), page, now):
        return missing(request)
    # What it is may have come out since it was uncovered.
    seal = await site.safety.store.seal(case_id, kept_id, now=now)
    if not is_shown(seal, classifying=signed.may(Act.CLASSIFY)):
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


def _kept_file(kept: Evidence, place: int) -> KeptFile:
    """What is kept of a file; of one that was kept before they were described only its seal."""
    shown = kept.snapshot.files
    sha256 = shown[place].sha256 if len(shown) == len(kept.snapshot.file_ids) else ""
    nameless = KeptFile(id=0, sha256=sha256, size=0)
    return next((one for one in kept.files if sha256 and one.sha256 == sha256), nameless)


def _copied(kept: Evidence, place: int) -> Copied | None:
    one = _kept_file(kept, place)
    return Copied(one.id, kept.snapshot.files[place].mime_type) if one.copied else None


async def opened(
    site: ConsoleSite,
    signed: Signed,
    kept_id: int,
    mime_type: str,
    *,
    reason: str,
    taken_out: bool = False,
) -> Piece:
    """A sealed copy, opened in memory: it is no longer than `evidence_file_bytes_max`. That it is
    read, and why, is noted first; `taken_out` as for evidence."""
    copy = await casework.open_copy(
        site.safety, kept_id, by=signed.name, reason=reason, taken_out=taken_out
    )
    (size,) = await site.blobs.sizes([copy.sha256])
    if size is None:
        raise BlobMissing(copy.sha256)
    sealed = await site.blobs.read(copy.sha256, offset=0, limit=size)
    content = await site.compute(partial(site.safety.store.open_file, copy.sealed_for, sealed))
    return Piece(mime_type=mime_type, size=len(content), content=content)


def _exhibit(
    site: ConsoleSite,
    signed: Signed,
    case_id: int,
    name: str,
    held: AnyFile | Copied | None,
    *,
    step: str,
    kept_id: int,
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
    address = partial(_address, site, signed, case_id, held.id, kept_id)
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
    kept_id: int,
    variant: str,
    mime_type: str = "",
) -> str:
    page = _page_name(signed, case_id, file_id, variant, mime_type, kept_id)
    token = site.tokens.make(page, site.clock.now())
    more = f"&type={mime_type}" if mime_type else ""
    return f"{CASES}/{case_id}/media/{file_id}/{variant}?t={token}&kept={kept_id}{more}"


def _page_name(
    signed: Signed, case_id: int, file_id: int, variant: str, mime_type: str, kept_id: int
) -> str:
    return f"media {signed.session_id} {case_id} {file_id} {variant} {mime_type} {kept_id}"
