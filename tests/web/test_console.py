"""The console: who may open what, and whose forms it takes."""

import re
from html import unescape
from typing import Any

import pytest

from heliograph.safety.staff import signing
from heliograph.safety.staff.audit import AuditQuery
from heliograph.safety.staff.roles import MAY, Act, Role
from heliograph.storage.sqlite.pruning import Keep
from support.console import Console, Seat
from support.stage import Stage
from support.visitor import BASE

SCREENS = {
    "/console/second": Act.PROPOSE,
    "/console/log": Act.READ_LOG,
    "/console/audit": Act.READ_AUDIT,
    "/console/staff": Act.READ_STAFF,
    "/console/account": Act.OWN_ACCOUNT,
}


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
    # Without it browsers let no cookie of this name be taken away.
    assert "Secure" in answer.headers["set-cookie"].split("; ")
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


async def test_the_audit_says_who_read_which_evidence_and_finds_it(console: Console) -> None:
    store, date = console.site.safety.store, console.stage.clock.now()
    for case_id, reader in ((7, "rita"), (8, "sam"), (8, "rita")):
        await store.read_evidence(case_id, reader=reader, reason=f"look {case_id}", date=date)
    seat = await console.signed_in("olga", Role.AUDITOR)

    async def found(query: str) -> list[tuple[str, ...]]:
        page = (await seat.get(f"/console/audit?{query}")).text
        lines = re.findall(r"<tr data-row.*?</tr>", page)
        plain = [re.findall(r"<td[^>]*>(.*?)</td>", line) for line in lines]
        return [(re.sub(r"<[^>]+>", "", one[2]), one[1], one[3]) for one in plain]

    read = "evidence read"
    assert (read, "sam", "8") in await found("")
    assert await found("kind=evidence+read&who=rita") == [(read, "rita", "8"), (read, "rita", "7")]
    assert await found("case=8") == [(read, "rita", "8"), (read, "sam", "8")]
    assert await found("case=8&who=sam&kind=evidence+read") == [(read, "sam", "8")]
    assert await found("kind=nothing+of+ours&who=sam&case=%00") == [(read, "sam", "8")]
    assert await found("who=<script>") == []


async def test_the_audit_goes_back_page_by_page(console: Console) -> None:
    store, date = console.site.safety.store, console.stage.clock.now()
    for number in range(205):
        await store.read_evidence(number + 1, reader="rita", reason="look", date=date)
    seat = await console.signed_in("olga", Role.AUDITOR)
    address, seen = "/console/audit?who=rita", []
    while address:
        page = (await seat.get(address)).text
        seen += re.findall(r'<td class="number"[^>]*>(\d+)</td>', page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(older[1]) if older else ""
    assert seen == [str(number) for number in range(205, 0, -1)]


async def test_every_reading_failure_and_change_of_the_staff_is_there(console: Console) -> None:
    staffing = console.site.staffing
    await console.signed_in("rita", Role.REVIEWER)
    await signing.set_roles(staffing, "rita", roles=frozenset({Role.SENIOR}), by="olga")
    await signing.remove(staffing, "rita", by="operator")
    acts = await console.site.staff.acts(AuditQuery())
    assert [(one.kind, one.actor, one.about) for one in acts] == [
        ("staff removed", "operator", "rita"),
        ("roles changed", "olga", "rita: senior"),
        ("enrolled", "rita", ""),
        ("staff added", "operator", "rita: reviewer"),
    ]


async def test_one_signs_out_elsewhere(console: Console) -> None:
    seat = await console.signed_in("rita", Role.REVIEWER)
    elsewhere = [await console.again(seat) for _ in range(3)]
    page = (await seat.get("/console/account")).text
    newest = re.findall(r'name="session" value="(\d+)"', page)[0]
    assert (await seat.post("/console/account/sessions", {"session": newest})).status == 303
    assert [(await one.get("/console/log")).status for one in elsewhere] == [200, 200, 303]
    await seat.post("/console/account/sessions", {"session": "others"})
    assert [(await one.get("/console/log")).status for one in elsewhere] == [303] * 3
    assert (await seat.get("/console/log")).status == 200


async def test_nobody_ends_another_s_session(console: Console) -> None:
    rita = await console.signed_in("rita", Role.REVIEWER)
    sam = await console.signed_in("sam", Role.ADMIN)
    (session,) = await console.site.staff.sessions(1)
    await sam.post("/console/account/sessions", {"session": str(session.id)})
    assert (await rita.get("/console/log")).status == 200


async def test_what_had_its_time_is_kept_nowhere(console: Console) -> None:
    seat = await console.signed_in("rita", Role.REVIEWER)
    await console.again(seat)
    store: Any = console.stage.store
    now, none = (
        console.stage.clock.now(),
        dict.fromkeys(("sends_after", "codes_after", "unused_keys_after", "expired_keys_after"), 0),
    )
    await store.prune(Keep(now=now, **none))
    assert len(await console.site.staff.sessions(1)) == 2
    await console.site.staff.session_seen(1, date=now + 10)
    await store.prune(Keep(now=now, staff_seen_after=now + 5, **none))
    assert [one.id for one in await console.site.staff.sessions(1)] == [1]
    await store.prune(Keep(now=now, staff_begun_after=now + 5, **none))
    assert await console.site.staff.sessions(1) == []
