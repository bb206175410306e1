"""Malformed, oversized, forged and replayed things at every address of trust and safety of a real
server: each gets its answer at once, none is a fault, what was forged is counted."""

import asyncio
import random
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log import notes
from heliograph.tl import functions, types
from support.accountable import ENVIRONMENT
from support.api_client import ApiClient, ApiError
from support.play_server import PlayServer
from support.powercut.watched_client import introduce, signed_up
from support.public_log import WITNESS, WITNESS_KEY

ANSWERED_WITHIN_S = 20
FORM = "application/x-www-form-urlencoded"
PUID, RECEIPT = "a" * 26, "A" * 26
ALICE, BOB = "99966000051", "99966000052"
HUGE = 8 << 20

PAGES = (
    "/notice", "/victim", f"/notice/{RECEIPT}", f"/victim/{RECEIPT}", f"/decision/{PUID}",
    "/transparency", "/transparency.csv", "/transparency.json", "/.well-known/trust.json",
    "/verify.py", "/log/checkpoint", "/log/cosigned", "/log/tile/0/000", "/log/tile/entries/000",
    f"/log/proof/{PUID}", f"/log/disclosure/{PUID}", "/log/consistency", "/log/witnessed",
)  # fmt: skip
TAILS = (
    "", "/", "/..", "/../../../etc/passwd", "%00", "%ff%fe", "/%2e%2e/%2e%2e/x", "?t=", "?t=%00",
    "?t=" + "a" * 26, "?t=ü", "?period=2026-13", "?period=9999-99", "?period=%F0%9F%98%80",
    "?lang=xx&lang=../..", "?event=decision%00", "?first=-1&second=1", "?first=1e9&second=2e9",
    "?first=" + "9" * 40 + "&second=" + "9" * 40, "?first=0&second=999999999999999",
    "?" + "&".join("a=1" for _ in range(2_000)), "?a=" + "b" * 6_000, ".p/256", ".p/0", "/x999/999",
)  # fmt: skip
"""Put behind each address, where its own end is."""

TILES = tuple(
    f"/log/tile/{level}/{number}"
    for level in ("0", "7", "8", "63", "64", "-1", "00", "entries", "x" * 300)
    for number in ("999", "x999/x999/x999/999", "1", "0000", "000.p/257", "000.p/-1", "999.p/255")
)
FORMS = (
    b"", b"&&&&", b"=" * 5_000, b"location", b"%", b"%zz=%zz", b"location=%ff&reason=%00",
    b"\xff\xfe\x00", "location=🙈".encode(), b"token=1.2.3&argument=x", b"token=" + b"9" * 400,
    urlencode({"location": "https://t.me/c/1/" + "9" * 30, "good_faith": "1"}).encode(),
    urlencode({"location": "javascript:alert(1)", "mail": "a@b\r\nBcc: c@d"}).encode(),
    urlencode({f"f{number}": "x" for number in range(5_000)}).encode(),
    urlencode({"location": "x" * 200_000}).encode(),
)  # fmt: skip


NOTICE = {
    "location": "https://h.example/cheap_gold/1",
    "reason": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD KEYWORD_PHISHING",
    "explanation": "It asks for passwords.",
    "name": "Nora",
    "mail": "nora@h.example",
    "good_faith": "yes",
}
"""As somebody fills it in."""


@pytest.fixture
async def attacked(tmp_path: Path) -> AsyncIterator[PlayServer]:
    """A server, whose log has nothing to hide afterwards."""
    witness = {"HELIOGRAPH_LOG_WITNESSES": WITNESS_KEY.vkey()}
    server = PlayServer(tmp_path / "data", environment={**ENVIRONMENT, **witness})
    await server.start()
    yield server
    metrics = await asked(server, "/metrics")
    assert not re.search(rb'heliograph_pages_total\{[^}]*status="5', metrics)
    assert await server.stop() == 0
    log = server.log.read_text()
    for word in ("Traceback", "exception", '"level": "error"', '"level": "critical"'):
        assert word not in log, log[-3_000:]


async def answer(
    server: PlayServer, target: str | bytes, *, method: str = "GET", body: bytes = b"", **head: str
) -> tuple[int, bytes]:
    """Status and body of the answer to a request that no client library would send."""
    path = target if isinstance(target, bytes) else target.encode()
    host, port = server.http.removeprefix("http://").split(":")
    headers = {"Host": "h.example", "Connection": "close", "Content-Length": str(len(body)), **head}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    async with asyncio.timeout(ANSWERED_WITHIN_S):
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            writer.write(
                method.encode() + b" " + path + b" HTTP/1.1\r\n" + lines.encode() + b"\r\n"
            )
            writer.write(body)
            told = await reader.read()
        except ConnectionError:
            # Whatever is too large is not read to its end.
            return 0, b""
        finally:
            writer.close()
    return int(told.split(b" ", 2)[1]) if told else 0, told


async def asked(server: PlayServer, target: str) -> bytes:
    status, told = await answer(server, target)
    assert status == 200, told
    return told


async def count(server: PlayServer, name: str) -> float:
    """The sum of a counter over its labels."""
    metrics = (await asked(server, "/metrics")).decode()
    found = re.findall(rf"^heliograph_{name}(?:{{[^}}]*}})? (\S+)", metrics, re.MULTILINE)
    return sum(map(float, found))


def unheard_of(page: str, tail: str) -> str:
    """An address with something behind it that no client sends."""
    return quote(page + tail, safe="/%?&=.+-")


async def test_every_address_answers_what_cannot_be_meant(attacked: PlayServer) -> None:
    wrong = []
    for target in (*(unheard_of(page, tail) for page in PAGES for tail in TAILS), *TILES):
        status, _ = await answer(attacked, target)
        if status not in (200, 301, 303, 304, 307, 400, 404, 405, 414, 422, 429, 431):
            wrong.append((target[:80], status))
    assert wrong == []
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW"):
        statuses = {(await answer(attacked, page, method=method))[0] for page in PAGES}
        assert statuses <= {200, 204, 400, 404, 405, 415, 422, 429, 501}, method
    assert await count(attacked, "pages_total") > len(PAGES)


async def test_forms_that_nobody_filled_in_change_nothing(attacked: PlayServer) -> None:
    pages = [page for page in PAGES if page.startswith(("/notice", "/victim", "/decision"))]
    for token in ("1.2.3", "9" * 400, "", "\x00", f"9999999999.{'a' * 32}"):
        status, _ = await answer(
            attacked, "/notice", method="POST", body=urlencode({**NOTICE, "token": token}).encode(),
            Content_Type=FORM,
        )  # fmt: skip
        assert status == 422
    assert (await answer(attacked, f"/decision/{PUID}?t={PUID}"))[0] == 404
    assert await count(attacked, "page_tokens_refused_total") >= 2
    for page in pages:
        for body in FORMS:
            for kind in (FORM, "multipart/form-data; boundary=x", "application/json", ""):
                status, _ = await answer(
                    attacked, page, method="POST", body=body, Content_Type=kind
                )
                assert status in (0, 400, 404, 413, 422, 429), (page, body[:40], status)
    for page in (*pages, "/log/witnessed"):
        status, _ = await answer(
            attacked, page, method="POST", body=b"a=" * HUGE, Content_Type=FORM
        )
        assert status in (0, 400, 404, 413, 422, 429), page
    assert await count(attacked, "reports_total") == 0


async def test_what_was_forged_or_sent_again_is_refused_and_counted(attacked: PlayServer) -> None:
    await _forge_heads(attacked)
    await _forge_options(attacked)


async def _forge_heads(attacked: PlayServer) -> None:
    head = (await asked(attacked, "/log/checkpoint")).split(b"\r\n\r\n", 1)[1].decode()
    body = notes.parse_note(head).body
    stranger = Ed25519PrivateKey.generate()
    dice = random.Random("heads")
    forged = [
        b"", b"\n" * 1_000, b"\xff" * 100, head.encode(), head.encode() * 200,
        (head + notes.cosign(stranger, name=WITNESS_KEY.name, body=body, date=1)).encode(),
        (head + notes.cosign(stranger, name="nobody.example", body=body, date=1)).encode(),
        (body.replace("\n0\n", "\n9\n") + "\n" + head.split("\n\n")[1]
         + notes.cosign(WITNESS, name=WITNESS_KEY.name, body=body, date=1)).encode(),
        bytes(dice.randrange(256) for _ in range(2_000)),
    ]  # fmt: skip
    for sent in forged:
        status, _ = await answer(attacked, "/log/witnessed", method="POST", body=sent)
        assert status == 400, sent[:60]
    assert await count(attacked, "log_heads_refused_total") == len(forged)
    good = (head + notes.cosign(WITNESS, name=WITNESS_KEY.name, body=body, date=1)).encode()
    statuses = [
        (await answer(attacked, "/log/witnessed", method="POST", body=good))[0] for _ in range(3)
    ]
    # The same head again says nothing new; more than ten a minute of one address are not read.
    assert statuses in ([200, 429, 429], [200, 200, 429], [200, 200, 200])


async def _forge_options(attacked: PlayServer) -> None:
    bob = await signed_up(attacked, BOB, "Bob")
    alice = await signed_up(attacked, ALICE, "Alice")
    peer = await introduce(attacked, alice, BOB)

    async def report(who: ApiClient, option: bytes, *, of: object = peer) -> object:
        return await who.call(
            functions.messages.Report(peer=of, id=[1], option=option, message="x" * 100)
        )

    first = await report(alice, b"")
    assert isinstance(first, types.ReportResultChooseOption)
    good = first.options[0].option
    dice = random.Random("options")
    forged = [good[:-1], good + b"x", good[::-1], bytes(len(good)), b"x" * 60_000, good * 100]
    for _ in range(40):
        at = dice.randrange(len(good))
        forged.append(good[:at] + bytes([good[at] ^ 1 << dice.randrange(8)]) + good[at + 1 :])
    for option in forged:
        with pytest.raises(ApiError, match="OPTION_INVALID"):
            await report(alice, option)
    # Somebody else's, and for another peer.
    back = await introduce(attacked, bob, ALICE)
    with pytest.raises(ApiError, match="OPTION_INVALID"):
        await report(bob, good, of=back)
    with pytest.raises(ApiError, match="OPTION_INVALID"):
        await report(alice, good, of=types.InputPeerSelf())
    assert await count(attacked, "report_options_refused_total") >= len(forged) + 1
    for client in (alice, bob):
        await client.close()
