"""The console: who may open what, and whose forms it takes."""

import pytest

from heliograph.safety.staff.roles import MAY, Act, Role
from support.console import Console, Seat
from support.stage import Stage
from support.visitor import BASE

SCREENS = {"/console/log": Act.READ_LOG}


@pytest.fixture
def console(stage: Stage) -> Console:
    return Console(stage)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", SCREENS)
async def test_a_screen_opens_to_the_roles_that_have_its_act(
    console: Console, address: str, role: Role
) -> None:
    seat = await console.signed_in("rita", role)
    answer = await seat.get(address)
    assert answer.status == (200 if role in MAY[SCREENS[address]] else 403)


@pytest.mark.parametrize("address", ["/console", *SCREENS])
async def test_who_is_not_signed_in_signs_in_first(console: Console, address: str) -> None:
    for token in ("", "token of nobody"):
        answer = await Seat(console, token=token).get(address)
        assert answer.status == 303
        assert answer.headers["location"].startswith("/console/sign-in")


async def test_signing_out_ends_the_session(console: Console) -> None:
    seat = await console.signed_in("rita", Role.REVIEWER)
    answer = await seat.post("/console/sign-out")
    assert answer.status == 303
    assert 'heliograph-staff=""' in answer.headers["set-cookie"]
    assert (await seat.get("/console/log")).status == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"csrf": ""},
        {"csrf": "0" * 32},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "", "sec_fetch_site": ""},
        {"content_type": "text/plain"},
    ],
)
async def test_no_other_page_s_form_is_taken(console: Console, headers: dict[str, str]) -> None:
    seat = await console.signed_in("rita", Role.REVIEWER)
    answer = await seat.post("/console/sign-out", {}, **headers)
    assert answer.status == 400
    assert (await seat.get("/console/log")).status == 200


async def test_another_session_s_token_opens_no_form(console: Console) -> None:
    rita = await console.signed_in("rita", Role.REVIEWER)
    sam = await console.signed_in("sam", Role.REVIEWER)
    assert (await rita.post("/console/sign-out", csrf=await sam.csrf())).status == 400


async def test_an_oversize_form_is_refused(console: Console) -> None:
    seat = await console.signed_in("rita", Role.REVIEWER)
    answer = await seat.post("/console/sign-out", {"x": "y" * 200_000})
    assert answer.status == 400


async def test_a_session_ends_when_nobody_is_there_and_after_a_day_of_work(
    console: Console,
) -> None:
    seat = await console.signed_in("rita", Role.REVIEWER)
    clock, limits = console.stage.clock, console.site.limits
    begun = clock.date
    while clock.date - begun < limits.staff_session_s - limits.staff_idle_s:
        clock.date += limits.staff_idle_s - 1
        assert (await seat.get("/console/log")).status == 200
    clock.date = begun + limits.staff_session_s
    assert (await seat.get("/console/log")).status == 303
    sam = await console.signed_in("sam", Role.REVIEWER)
    clock.date += limits.staff_idle_s
    assert (await sam.get("/console/log")).status == 303


async def test_the_console_answers_under_its_own_name_alone(console: Console) -> None:
    seat = await console.signed_in("rita", Role.REVIEWER)
    assert (await seat.get("/console/log", host="evil.example")).status == 404
    assert (await seat.get("/console/log", host="talk.example")).status == 200


async def test_pages_run_no_script_but_ours_and_are_kept_nowhere(console: Console) -> None:
    seat = await console.signed_in("rita", Role.REVIEWER)
    answer = await seat.get("/console/log")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert BASE not in answer.text
