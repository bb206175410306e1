"""Passkeys: added by who is signed in, and good for signing in with nothing else."""

import json
import re
from typing import Any

import pytest

from heliograph.safety.staff import signing
from heliograph.safety.staff.audit import AuditQuery
from heliograph.safety.staff.passkeys import CHALLENGE_S
from heliograph.safety.staff.roles import Role
from support.console import Console, Seat, Stranger
from support.passkey import Device
from support.stage import Stage
from support.visitor import BASE, Got

HOST = "talk.example"
ACCOUNT = "/console/account/passkeys"
BY = "/console/sign-in/passkey"


_steps: dict[str, int] = {}
"""The code that each session used last: each is good once, and no older one after it."""


@pytest.fixture(autouse=True)
def no_code_is_used() -> None:
    _steps.clear()


@pytest.fixture
def console(stage: Stage) -> Console:
    return Console(stage)


@pytest.fixture
async def rita(console: Console) -> Seat:
    return await console.signed_in("rita", Role.REVIEWER)


@pytest.fixture
def device() -> Device:
    return Device(BASE, host=HOST)


async def asked_of(seat: Seat) -> Any:
    """What a browser makes a passkey by, for who proves who they are by the next code."""
    step = _steps[seat.token] = _steps.get(seat.token, -2) + 1
    return json.loads((await seat.post(f"{ACCOUNT}/options", seat.proof(step))).text)


async def add(seat: Seat, device: Device, *, options: Any = None, **fields: str) -> Got:
    asked = options or await asked_of(seat)
    typed = {"name": "Laptop", "answer": json.dumps(device.make(asked)), **fields}
    return await seat.post(ACCOUNT, typed)


async def options_of(stranger: Stranger) -> Any:
    page = await stranger.get("/console/sign-in")
    return json.loads((await stranger.sends(page, f"{BY}/options", {})).text)


async def sign_in(console: Console, answer: Any, **headers: str) -> Got:
    stranger = Stranger(console)
    page = await stranger.get("/console/sign-in")
    return await stranger.sends(page, BY, {"answer": json.dumps(answer)}, **headers)


async def test_a_passkey_is_added_and_signs_in(
    console: Console, rita: Seat, device: Device
) -> None:
    assert (await add(rita, device)).status == 200
    assert "Laptop" in (await rita.get("/console/account")).text
    answer = await sign_in(console, device.prove(await options_of(Stranger(console))))
    assert answer.status == 200
    assert json.loads(answer.text) == {"to": "/console"}
    token = re.search(r"heliograph-staff=([^;]+)", answer.headers["set-cookie"])
    assert token is not None
    page = await Seat(console, token=token[1]).get("/console/account")
    assert "rita" in page.text


@pytest.mark.parametrize(
    "lacks",
    [{"passphrase": ""}, {"passphrase": "four plain words hers"}, {"code": "000000"}, {"code": ""}],
)
async def test_whoever_finds_a_session_open_makes_no_key_to_it(
    console: Console, rita: Seat, device: Device, lacks: dict[str, str]
) -> None:
    answer = await rita.post(f"{ACCOUNT}/options", {**rita.proof(), **lacks})
    assert answer.status == 422
    assert json.loads(answer.text).keys() == {"mistake"}
    acts = await console.site.staff.acts(AuditQuery(limit=1))
    assert (acts[0].kind, acts[0].actor) == ("sign-in failed", "rita")
    assert await console.site.staff.passkeys(1) == []


async def test_a_proof_is_good_for_one_key(console: Console, rita: Seat, device: Device) -> None:
    asked = await asked_of(rita)
    assert (await add(rita, device, options=asked)).status == 200
    other = Device(BASE, host=HOST)
    assert (await add(rita, other, options=asked)).status == 422
    # The code was used.
    again = await rita.post(f"{ACCOUNT}/options", rita.proof(-1))
    assert again.status == 422
    acts = await console.site.staff.acts(AuditQuery(kind="proved again"))
    assert [one.actor for one in acts] == ["rita"]


async def test_guesses_at_a_session_that_is_open_are_counted(console: Console, rita: Seat) -> None:
    for _ in range(console.site.limits.staff_tries_per_name_per_hour):
        answer = await rita.post(f"{ACCOUNT}/options", {**rita.proof(), "code": "000000"})
        assert answer.status == 422
    assert (await rita.post(f"{ACCOUNT}/options", rita.proof())).status == 429


async def test_what_is_asked_wants_a_finger_and_a_key_that_names_its_owner(rita: Seat) -> None:
    asked = await asked_of(rita)
    assert asked["rp"]["id"] == HOST
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"


@pytest.mark.parametrize(
    "device",
    [
        Device("https://evil.example", host=HOST),
        Device(BASE, host="evil.example"),
        Device(BASE, host=HOST, verifies=False),
    ],
)
async def test_a_passkey_for_another_place_or_without_a_finger_is_not_added(
    rita: Seat, device: Device
) -> None:
    assert (await add(rita, device)).status == 422


@pytest.mark.parametrize("origin", ["https://evil.example", BASE + ".evil.example", "null"])
async def test_a_passkey_used_at_another_place_does_not_sign_in(
    console: Console, rita: Seat, device: Device, origin: str
) -> None:
    await add(rita, device)
    device.origin = origin
    answer = await sign_in(console, device.prove(await options_of(Stranger(console))))
    assert answer.status == 422
    assert "set-cookie" not in answer.headers


async def test_a_challenge_is_answered_once_in_time_and_by_whom_it_was_for(
    console: Console, rita: Seat, device: Device
) -> None:
    for_rita = await asked_of(rita)
    sam = await console.signed_in("sam", Role.REVIEWER)
    assert (await add(sam, Device(BASE, host=HOST), options=for_rita)).status == 422
    await add(rita, device)
    options = await options_of(Stranger(console))
    first = device.prove(options)
    assert (await sign_in(console, first)).status == 200
    assert (await sign_in(console, first)).status == 422
    assert (await sign_in(console, device.prove(options))).status == 422
    late = await options_of(Stranger(console))
    console.stage.clock.date += CHALLENGE_S
    assert (await sign_in(console, device.prove(late))).status == 422
    made_up = {**late, "challenge": "A" * 43}
    assert (await sign_in(console, device.prove(made_up))).status == 422


async def test_a_copy_of_a_passkey_that_counts_is_found_out(
    console: Console, rita: Seat, device: Device
) -> None:
    await add(rita, device)
    assert (await sign_in(console, device.prove(await options_of(Stranger(console))))).status == 200
    device.count -= 1
    assert (await sign_in(console, device.prove(await options_of(Stranger(console))))).status == 422


async def test_another_key_does_not_prove_a_known_id(
    console: Console, rita: Seat, device: Device
) -> None:
    await add(rita, device)
    forged = Device(BASE, host=HOST)
    forged.id = device.id
    answer = await sign_in(console, forged.prove(await options_of(Stranger(console))))
    assert answer.status == 422
    acts = await console.site.staff.acts(AuditQuery(limit=1))
    assert (acts[0].kind, acts[0].actor) == ("sign-in failed", "rita")


async def test_who_was_reset_or_took_it_away_signs_in_by_it_no_more(
    console: Console, rita: Seat, device: Device
) -> None:
    await add(rita, device)
    sam = await console.signed_in("sam", Role.REVIEWER)
    assert (await sam.post(f"{ACCOUNT}/remove", {"passkey": "1"})).status == 404
    assert (await rita.post(f"{ACCOUNT}/remove", {"passkey": "1"})).status == 303
    assert (await sign_in(console, device.prove(await options_of(Stranger(console))))).status == 422
    await add(rita, device)
    await signing.reset(console.site.staffing, "rita", by="operator")
    assert (await sign_in(console, device.prove(await options_of(Stranger(console))))).status == 422


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "{}",
        '{"response": 5}',
        '{"response": {"clientDataJSON": "é"}}',
        '{"rawId": 5, "response": {"clientDataJSON": "e30"}}',
        '{"response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOjV9"}}',
    ],
)
async def test_what_no_browser_says_is_refused(console: Console, rita: Seat, answer: str) -> None:
    stranger = Stranger(console)
    page = await stranger.get("/console/sign-in")
    assert (await stranger.sends(page, BY, {"answer": answer})).status == 422
    assert (await rita.post(ACCOUNT, {"answer": answer})).status == 422


async def test_another_page_asks_for_no_passkey(
    console: Console, rita: Seat, device: Device
) -> None:
    await add(rita, device)
    proof = device.prove(await options_of(Stranger(console)))
    answer = await sign_in(console, proof, origin="https://evil.example")
    assert answer.status == 400
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("host", "offered"), [(HOST, True), ("localhost:8080", True), ("127.0.0.1:8080", False)]
)
async def test_they_are_offered_where_browsers_allow_them(
    console: Console, host: str, offered: bool
) -> None:
    answer = await console.asker.get("/console/sign-in", host=host)
    assert ("data-passkey" in answer.text) is offered
