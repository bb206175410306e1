"""Who is of the staff is changed by two of those who look after it."""

import re
from typing import Any

import pytest

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.staff import seconding
from heliograph.safety.staff.audit import AuditQuery
from heliograph.safety.staff.changing import agree_to_change
from heliograph.safety.staff.proposals import ProposalKind
from heliograph.safety.staff.records import Staff
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.seconding import Person
from heliograph.safety.staff.store import Proposed
from support.console import Console, Seat
from support.stage import Stage

STAFF = "/console/staff"


@pytest.fixture
def console(stage: Stage) -> Console:
    return Console(stage)


@pytest.fixture
async def olga(console: Console) -> Seat:
    return await console.signed_in("olga", Role.ADMIN)


@pytest.fixture
async def ida(console: Console) -> Seat:
    return await console.signed_in("ida", Role.ADMIN)


def change(act: str = "add", name: str = "rita", *roles: str, **more: str) -> list[tuple[str, str]]:
    fields = {"act": act, "name": name, "reason": "We are too few.", **more}
    return [*fields.items(), *(("role", role) for role in roles)]


async def everybody(console: Console) -> dict[str, Staff]:
    return {one.name: one for one in await console.site.staff.staff()}


async def proposes(seat: Seat, fields: Any) -> None:
    answer = await seat.post(STAFF, fields)
    assert (answer.status, answer.headers.get("location")) == (303, f"{STAFF}?done=proposed")


async def test_somebody_is_added_by_two_and_sets_themselves_up_by_the_link(
    console: Console, olga: Seat, ida: Seat
) -> None:
    await proposes(olga, change("add", "rita", "reviewer", "appeals"))
    assert "rita" not in await everybody(console)
    assert 'value="agree"' not in (await olga.get(STAFF)).text
    page = (await ida.get(STAFF)).text
    assert "Add rita" in page
    assert "We are too few." in page
    made = await ida.post(f"{STAFF}/1", {"act": "agree"})
    assert made.status == 200
    (link,) = re.findall(r"https://talk\.example(/console/enrol\?c=[\w-]+)", made.text)
    assert (await everybody(console))["rita"].roles == {Role.REVIEWER, Role.APPEALS}
    assert "Set yourself up, rita" in (await Seat(console).get(link)).text
    # It is shown once: who agrees again gets none.
    assert (await ida.post(f"{STAFF}/1", {"act": "agree"})).status == 422
    acts = await console.site.staff.acts(AuditQuery(actor="ida"))
    assert [one.kind for one in acts][:2] == ["staff added", "agreed"]


async def test_other_roles_and_removal_take_two_and_sign_them_out(
    console: Console, olga: Seat, ida: Seat
) -> None:
    rita = await console.signed_in("rita", Role.REVIEWER)
    page = (await olga.get(f"{STAFF}?name=rita")).text
    assert 'name="name" maxlength="32" value="rita"' in page
    assert re.findall(r'name="role" value="(\w+)" checked', page) == ["reviewer"]
    await proposes(olga, change("roles", "rita", "senior"))
    assert (await rita.get("/console/log")).status == 200
    assert (await ida.post(f"{STAFF}/1", {"act": "agree"})).status == 303
    assert (await everybody(console))["rita"].roles == {Role.SENIOR}
    assert (await rita.get("/console/log")).status == 303
    await proposes(ida, change("remove", "rita"))
    assert (await olga.post(f"{STAFF}/2", {"act": "agree"})).status == 303
    assert (await everybody(console))["rita"].removed


async def test_who_proposed_it_does_not_agree_and_takes_it_back(
    console: Console, olga: Seat, ida: Seat
) -> None:
    await proposes(olga, change("add", "rita", "senior"))
    answer = await olga.post(f"{STAFF}/1", {"act": "agree"})
    assert answer.status == 422
    assert "the second person is another one" in answer.text
    assert (await ida.post(f"{STAFF}/1", {"act": "withdraw"})).status == 422
    assert (await olga.post(f"{STAFF}/1", {"act": "withdraw"})).status == 303
    await proposes(olga, change("add", "rita", "senior"))
    assert (await ida.post(f"{STAFF}/2", {"act": "decline"})).status == 303
    assert set(await everybody(console)) == {"olga", "ida"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_nobody_else_changes_the_staff(
    console: Console, olga: Seat, ida: Seat, role: Role
) -> None:
    seat = await console.signed_in("rita", role)
    await proposes(olga, change("add", "sam", "senior"))
    assert (await seat.post(STAFF, change("add", "tom", "senior"))).status == 403
    for act in ("agree", "decline", "withdraw"):
        assert (await seat.post(f"{STAFF}/1", {"act": act})).status == 403
    assert (await seat.post("/console/second/1", {"act": "agree"})).status in (403, 404)
    if role is Role.AUDITOR:
        page = (await seat.get(STAFF)).text
        assert "Add sam" in page
        assert 'name="act"' not in page
    assert "sam" not in await everybody(console)


async def test_the_other_screen_shows_none_of_it(console: Console, olga: Seat) -> None:
    await proposes(olga, change("add", "sam", "senior"))
    seat = await console.signed_in("tess", Role.SENIOR)
    assert "Nothing waits." in (await seat.get("/console/second")).text
    assert (await seat.get("/console/second/1")).status == 404


@pytest.mark.parametrize(
    ("fields", "mend"),
    [
        (change("", "rita", "senior"), "Choose what becomes of them."),
        (change("erase", "rita", "senior"), "Choose what becomes of them."),
        (change("add", "", "senior"), "Say who."),
        (change("add", "r" * 33, "senior"), "At most 32 characters."),
        (change("add", "rita"), "Choose a role at least."),
        (change("add", "rita", "owner"), "Choose among the roles"),
        (change("add", "rita", "senior", reason=" "), "Say why, for whoever agrees."),
        (change("add", "rita", "senior", reason="x" * 2_001), "At most 2000 characters"),
        (change("add", "ri ta", "senior"), "A name has 2 to 32 small letters"),
        (change("add", "olga", "senior"), "is or was somebody of the staff already"),
        (change("add", "rita", "admin", "senior"), "goes with no other role"),
        (change("remove", "nobody"), "nobody of the staff"),
    ],
)
async def test_a_form_that_is_wrong_keeps_what_was_typed(
    console: Console, olga: Seat, fields: Any, mend: str
) -> None:
    answer = await olga.post(STAFF, fields)
    assert answer.status == 422
    assert mend.lower() in answer.text.lower()
    assert f'value="{dict(fields)["name"]}"' in answer.text
    assert dict(fields)["reason"] in answer.text
    assert await console.site.staff.open_proposals(now=0, limit=9, of_staff=True) == []


@pytest.mark.parametrize(
    ("number", "act"), [("2", "agree"), ("x", "agree"), ("9" * 30, "agree"), ("1", "erase")]
)
async def test_there_is_nothing_else(
    console: Console, olga: Seat, ida: Seat, number: str, act: str
) -> None:
    await proposes(olga, change("add", "rita", "senior"))
    assert (await ida.post(f"{STAFF}/{number}", {"act": act})).status == 404
    assert "rita" not in await everybody(console)


async def test_one_who_runs_the_service_alone_agrees_with_themselves(stage: Stage) -> None:
    console = Console(stage, solo=True)
    olga = await console.signed_in("olga", Role.ADMIN, Role.SENIOR)
    await proposes(olga, change("add", "rita", "admin", "reviewer"))
    assert (await olga.post(f"{STAFF}/1", {"act": "agree"})).status == 200
    assert "rita" in await everybody(console)


async def test_what_is_about_a_case_is_not_for_that_screen(
    console: Console, olga: Seat, ida: Seat
) -> None:
    tess = await console.signed_in("tess", Role.SENIOR)
    proposed = Proposed(kind=ProposalKind.EXPORT, case_id=1, document=b"{}", reason="An order.")
    by = Person(name=tess.name, roles=frozenset({Role.SENIOR}))
    await seconding.propose(console.site.safety, console.site.staff, proposed, by=by)
    for act in ("agree", "decline", "withdraw"):
        assert (await ida.post(f"{STAFF}/1", {"act": act})).status == 404
    assert "An order." not in (await ida.get(STAFF)).text


async def test_who_says_that_they_look_after_the_staff_and_does_not_agrees_to_nothing(
    console: Console, olga: Seat
) -> None:
    await console.signed_in("sam", Role.SENIOR)
    await proposes(olga, change("add", "rita", "senior"))
    site, by = console.site, Person(name="sam", roles=frozenset({Role.ADMIN}))
    with pytest.raises(SafetyRefused):
        await agree_to_change(site.safety, site.staffing, 1, by=by)
    assert "rita" not in await everybody(console)
