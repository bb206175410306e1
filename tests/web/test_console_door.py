"""Setting oneself up, signing in, and what attackers try there."""

import base64
import re

import pytest

from heliograph.safety.staff import codes, signing
from heliograph.safety.staff.roles import Role
from support.console import Console, Seat, Stranger
from support.stage import Stage
from support.visitor import Got

PASSPHRASE = "four plain words here"


@pytest.fixture
def console(stage: Stage) -> Console:
    return Console(stage)


@pytest.fixture
def stranger(console: Console) -> Stranger:
    return Stranger(console)


class Rita:
    """Somebody of the staff with an app, before the door."""

    def __init__(self, console: Console, stranger: Stranger) -> None:
        self.console = console
        self.stranger = stranger
        self.link = ""
        self.secret = b""

    async def invited(self) -> None:
        made = await signing.add(
            self.console.site.staffing, "rita", roles=frozenset({Role.REVIEWER}), by="operator"
        )
        self.link = f"/console/enrol?c={made.secret}"

    def code(self, step: int = 0) -> str:
        """What her app shows, or will in so many steps."""
        now = codes.step_at(self.console.stage.clock.wire_now())
        return codes.code_of(self.secret, now + step)

    async def enrols(self, **fields: str) -> Got:
        page = await self.stranger.get(self.link)
        shown = re.search(r'class="secret">([^<]+)<', page.text)
        assert shown is not None
        self.secret = base64.b32decode(shown[1].replace(" ", ""))
        typed = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "code": self.code(), **fields}
        return await self.stranger.sends(page, "/console/enrol", typed)

    async def signs_in(self, *, step: int = 1, **fields: str) -> Got:
        page = await self.stranger.get("/console/sign-in")
        typed = {"name": "rita", "passphrase": PASSPHRASE, "code": self.code(step), **fields}
        return await self.stranger.sends(page, "/console/sign-in", typed)


@pytest.fixture
async def rita(console: Console, stranger: Stranger) -> Rita:
    made = Rita(console, stranger)
    await made.invited()
    return made


@pytest.fixture
async def enrolled(rita: Rita) -> Rita:
    assert (await rita.enrols()).status == 303
    return rita


def let_in(answer: Got) -> bool:
    return answer.status == 303 and "set-cookie" in answer.headers


async def test_who_has_the_link_sets_themselves_up_once(rita: Rita, console: Console) -> None:
    answer = await rita.enrols()
    assert let_in(answer)
    token = re.search(r"heliograph-staff=([^;]+)", answer.headers["set-cookie"])
    assert token is not None
    assert (await Seat(console, token=token[1]).get("/console/log")).status == 200
    assert (await rita.stranger.get(rita.link)).status == 404


async def test_the_session_s_cookie_goes_nowhere_else(enrolled: Rita) -> None:
    cookie = (await enrolled.signs_in()).headers["set-cookie"]
    assert cookie.startswith("__Secure-heliograph-staff=")
    for said in ("HttpOnly", "Path=/console", "SameSite=strict", "Secure"):
        assert said in cookie


@pytest.mark.parametrize(
    "fields",
    [
        {"passphrase": "short", "again": "short"},
        {"again": "four plain words hers"},
        {"passphrase": "rita and three others", "again": "rita and three others"},
        {"code": "000000"},
        {"code": ""},
    ],
)
async def test_what_is_to_be_mended_is_said_and_the_secret_stays(
    rita: Rita, fields: dict[str, str]
) -> None:
    answer = await rita.enrols(**fields)
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    shown = re.search(r'class="secret">([^<]+)<', answer.text)
    assert shown is not None
    assert base64.b32decode(shown[1].replace(" ", "")) == rita.secret
    assert (await rita.enrols()).status == 303


async def test_whoever_looked_at_the_link_before_knows_no_secret_of_who_enrols(
    rita: Rita, console: Console
) -> None:
    page = await Stranger(console).get(rita.link)
    seen = re.search(r'class="secret">([^<]+)<', page.text)
    await rita.enrols()
    assert seen is not None
    assert base64.b32decode(seen[1].replace(" ", "")) != rita.secret


async def test_a_link_is_over_in_a_day(rita: Rita, console: Console) -> None:
    console.stage.clock.date += console.site.limits.staff_enrolment_s
    assert (await rita.stranger.get(rita.link)).status == 404


@pytest.mark.parametrize(
    "link", ["/console/enrol", "/console/enrol?c=x", "/console/enrol?c=" + "x" * 999]
)
async def test_no_other_link_opens(rita: Rita, link: str) -> None:
    assert (await rita.stranger.get(link)).status == 404


async def test_name_passphrase_and_code_let_in(enrolled: Rita) -> None:
    answer = await enrolled.signs_in()
    assert let_in(answer)
    assert answer.headers["location"] == "/console"


async def test_a_code_works_once_and_no_older_one_after_it(enrolled: Rita) -> None:
    assert let_in(await enrolled.signs_in(step=1))
    for step in (1, 0, -1):
        assert not let_in(await enrolled.signs_in(step=step))
    enrolled.console.stage.clock.date += codes.STEP_S
    assert let_in(await enrolled.signs_in(step=1))


async def test_the_code_that_somebody_enrolled_with_is_used_up(enrolled: Rita) -> None:
    assert not let_in(await enrolled.signs_in(step=0))


@pytest.mark.parametrize(
    "fields",
    [
        {"passphrase": "four plain words hers"},
        {"passphrase": ""},
        {"code": "000000"},
        {"code": ""},
        {"name": "nobody"},
        {"name": ""},
        {"passphrase": "x" * 10_000},
    ],
)
async def test_whatever_is_wrong_the_answer_is_the_same(
    enrolled: Rita, fields: dict[str, str]
) -> None:
    answer = await enrolled.signs_in(**fields)
    assert answer.status == 422
    assert "set-cookie" not in answer.headers
    assert "That did not match" in answer.text


async def test_tries_are_counted_by_name_wherever_they_come_from(
    enrolled: Rita, console: Console
) -> None:
    most = console.site.limits.staff_tries_per_name_per_hour
    for number in range(most):
        console.asker.address = f"192.0.2.{number}"
        assert (await enrolled.signs_in(code="000000")).status == 422
    answer = await enrolled.signs_in()
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
    # A name that nobody has waits as well: waiting tells nothing.
    for _ in range(most):
        assert (await enrolled.signs_in(name="nobody")).status == 422
    assert (await enrolled.signs_in(name="nobody")).status == 429
    console.stage.clock.date += 3_600
    assert let_in(await enrolled.signs_in())


async def test_tries_are_counted_by_address_whatever_the_names(
    enrolled: Rita, console: Console
) -> None:
    console.asker.address = "192.0.2.77"
    for number in range(console.site.limits.staff_tries_per_address_per_hour):
        await enrolled.signs_in(name=f"n{number}")
    assert (await enrolled.signs_in(name="another")).status == 429


async def test_signing_in_gives_another_session_than_the_browser_brought(
    enrolled: Rita, console: Console
) -> None:
    """Nobody signs in to a session that somebody else knows."""
    brought = (await console.signed_in("mallory", Role.REVIEWER)).token
    enrolled.stranger.token = brought
    page = await Stranger(console).get("/console/sign-in")
    typed = {"name": "rita", "passphrase": PASSPHRASE, "code": enrolled.code(1)}
    answer = await enrolled.stranger.sends(page, "/console/sign-in", typed)
    assert let_in(answer)
    assert brought not in answer.headers["set-cookie"]
    assert (await Seat(console, token=brought).get("/console/log")).status == 303


async def test_a_form_is_ours_and_from_our_page(enrolled: Rita) -> None:
    page = await enrolled.stranger.get("/console/sign-in")
    typed = {"name": "rita", "passphrase": PASSPHRASE, "code": enrolled.code(1)}
    for headers in ({"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}):
        answer = await enrolled.stranger.sends(page, "/console/sign-in", typed, **headers)
        assert answer.status == 400
        assert "set-cookie" not in answer.headers
    answer = await enrolled.stranger.sends(page, "/console/sign-in", {**typed, "token": "1.x"})
    assert answer.status == 400
    # And is sent once.
    assert let_in(await enrolled.stranger.sends(page, "/console/sign-in", typed))
    assert (await enrolled.stranger.sends(page, "/console/sign-in", typed)).status == 400


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("/console/log?x=1", "/console/log?x=1"),
        ("https://evil.example/console", "/console"),
        ("//evil.example/console", "/console"),
        ("/console/../x", "/console/../x"),
        ("/other", "/console"),
        ("/consoles", "/console"),
        ("/console/log\r\nset-cookie: a=b", "/console"),
        ("/console/sign-in", "/console"),
        ("\\\\evil.example", "/console"),
        ("//[", "/console"),
    ],
)
async def test_after_signing_in_one_is_led_into_the_console_alone(
    enrolled: Rita, asked: str, to: str
) -> None:
    answer = await enrolled.signs_in(next=asked)
    assert answer.headers["location"] == to
    assert "a=b" not in answer.headers["set-cookie"]


async def test_other_roles_a_reset_and_removal_end_every_session(
    enrolled: Rita, console: Console
) -> None:
    staffing = console.site.staffing
    for number, act in enumerate(
        (
            lambda name: signing.set_roles(
                staffing, name, roles=frozenset({Role.SENIOR}), by="operator"
            ),
            lambda name: signing.reset(staffing, name, by="operator"),
            lambda name: signing.remove(staffing, name, by="operator"),
        )
    ):
        seat = await console.signed_in(f"sam{number}", Role.REVIEWER)
        await act(seat.name)
        assert (await seat.get("/console/log")).status == 303


async def test_who_was_reset_or_removed_does_not_come_in_as_before(enrolled: Rita) -> None:
    staffing = enrolled.console.site.staffing
    await signing.reset(staffing, "rita", by="operator")
    assert not let_in(await enrolled.signs_in())
    await signing.remove(staffing, "rita", by="operator")
    assert not let_in(await enrolled.signs_in())
