"""Taking out what is kept of a case: proposed here, and fetched as one file once two agreed."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from heliograph.ports.blobs import BlobMissing
from heliograph.safety import casework, papers
from heliograph.safety.caseload import CaseFile
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.sealing import Seal
from heliograph.safety.staff import seconding, taking_out
from heliograph.safety.staff.proposals import REASON_LENGTH_MAX, Pending
from heliograph.safety.staff.seconding import Person
from heliograph.web.answers import always
from heliograph.web.console.cases import Looked, look
from heliograph.web.console.desk import ConsoleSite, Signed, form_of, missing, show, told
from heliograph.web.console.exhibits import opened
from heliograph.web.console.inbox import CASES, number, seen
from heliograph.web.console.seconds import SECONDS
from heliograph.web.console.wording import about
from heliograph.web.console.zipping import Archive

_CHUNK = 256 << 10


async def out_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """The form that proposes it."""
    looked = await look(site, signed, request)
    return missing(request) if looked is None else _form(request, signed, looked)


async def proposed_out(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Have it wait for a second person; or the form again."""
    looked = await look(site, signed, request)
    if looked is None:
        return missing(request)
    reason = form_of(request).one("reason").strip()
    by = Person(name=signed.name, roles=signed.roles)
    try:
        pending = await taking_out.propose_out(
            site.safety, site.staff, looked.file.case.id, reason=reason, by=by
        )
    except NothingThere:
        raise
    except SafetyRefused as refused:
        return _form(request, signed, looked, reason=reason, mistake=str(refused))
    return seen(f"{SECONDS}/{pending.id}?done=proposed")


async def fetched(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """The archive, for the two who agreed; that they take it out is noted first."""
    proposal_id = number(request.path_params["proposal"])
    if proposal_id is None:
        return missing(request)
    try:
        pending = await seconding.known(site.staff, proposal_id)
        file = await site.safety.store.case_file(pending.case_id, now=site.clock.now())
        if file is None:
            return missing(request)
        # What it is may have come out since they agreed.
        taking_out.check_out(file)
        by = Person(name=signed.name, roles=signed.roles)
        await taking_out.fetch(site.safety, site.staff, proposal_id, by=by)
    except NothingThere:
        return missing(request)
    except SafetyRefused as refused:
        said = str(refused)
        return told(request, 403, "Not taken out", f"{said[:1].upper()}{said[1:]}.", signed=signed)
    return _answer(site, signed, request, pending, file)


def _answer(
    site: ConsoleSite, signed: Signed, request: Request, pending: Pending, file: CaseFile
) -> Response:
    headers = {
        **always(),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{_folder(pending)}.zip"',
        "X-Robots-Tag": "noindex, noarchive",
    }
    pieces = _pieces(site, signed, pending, file)
    # A large archive takes longer than an answer may: each piece that went counts anew.
    progress = getattr(request.state, "progress", lambda: None)
    return StreamingResponse(_sent(pieces, progress), 200, headers, "application/zip")


async def _sent(pieces: AsyncIterator[bytes], progress: Callable[[], None]) -> AsyncIterator[bytes]:
    async for piece in pieces:
        for at in range(0, len(piece), _CHUNK):
            yield piece[at : at + _CHUNK]
            progress()


async def _pieces(
    site: ConsoleSite, signed: Signed, pending: Pending, file: CaseFile
) -> AsyncIterator[bytes]:
    """The archive, file by file; what is gone meanwhile is listed as missing."""
    now = site.clock.now()
    archive = Archive(_folder(pending), date=now)
    at = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M")
    service = urlsplit(site.safety.page_of("", "")).netloc
    yield archive.add(
        "README.txt", papers.read_me(pending, service=service, by=signed.name, date=at)
    )
    yield archive.add("case.json", papers.case_paper(file))
    for name, content in (await _decided(site, file.puid)).items():
        yield archive.add(name, content)
    why = f"to take it out, proposal {pending.id}"
    kept = await casework.read_evidence(
        site.safety, pending.case_id, by=signed.name, reason=why, taken_out=True
    )
    for one in kept:
        yield archive.add(*papers.snapshot_paper(one))
        for held in one.files:
            name = papers.file_name(one, held)
            if held.seal is not Seal.OPEN:
                archive.miss(name, "it may be abuse of a child: nobody takes it out")
                continue
            if not held.copied:
                archive.miss(name, "not copied yet" if held.waits else "too long: its hash alone")
                continue
            try:
                piece = await opened(site, signed, held.id, "", reason=why, taken_out=True)
            except (BlobMissing, SafetyRefused):
                archive.miss(name, "it is not there any more")
                continue
            yield await site.compute(partial(archive.add, name, piece.content))
    yield archive.end()


async def _decided(site: ConsoleSite, puid: str) -> Mapping[str, bytes]:
    """The papers of what was decided, if it was."""
    decision = await site.safety.store.decision(puid) if puid else None
    statement = await site.safety.store.statement(puid) if puid else None
    if decision is None or statement is None:
        return {}
    receipt, disclosed = await site.log.receipt(puid, event=""), await site.log.disclosed(puid)
    # Not by their token: whoever has it complains in their name.
    url = site.safety.page_of(puid, "…")
    return {
        **papers.decision_papers(decision, statement.document, url=url),
        **papers.log_papers(receipt, disclosed),
    }


def _folder(pending: Pending) -> str:
    return f"case-{pending.case_id}"


def _form(
    request: Request, signed: Signed, looked: Looked, *, reason: str = "", mistake: str = ""
) -> Response:
    case = looked.file.case
    return show(
        request,
        signed,
        "out.html",
        title=f"Take out what is kept of case {case.id}",
        status=422 if mistake else 200,
        here=f"{CASES}/{case.id}",
        about=about(case.subject, looked.file.named),
        sealed=looked.file.sealed,
        mistakes={"reason": f"{mistake[:1].upper()}{mistake[1:]}."} if mistake else {},
        reason=reason,
        most=REASON_LENGTH_MAX,
    )
