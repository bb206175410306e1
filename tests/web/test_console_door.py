"""Setting oneself up, signing in, and what attackers try there."""

import base64
import re
from collections.abc import Callable
from typing import Any, cast

import msgspec
import pyotp
import pytest

from heliograph.config import Limits
from heliograph.safety.staff import codes, passphrases, signing
from heliograph.safety.staff.audit import AuditQuery
from heliograph.safety.staff.roles import Role
from support.console import Console, Seat, Stranger
from support.stage import Stage
from support.visitor import Got

PASSPHRASE = "four plain words here"


FEW = Limits(
    staff_tries_per_name_per_hour=6,
    staff_tries_per_name_everywhere_per_hour=9,
    staff_tries_per_address_per_hour=20,
)
"""Each try is stretched for some 80 ms."""


@pytest.fixture
def console(stage: Stage) -> Console:
    return Console(stage, limits=FEW)


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
        self.app: Callable[[bytes, int], str] = codes.code_of

    async def invited(self) -> None:
        made = await signing.add(
            self.console.site.staffing, "rita", roles=frozenset({Role.REVIEWER}), by="operator"
        )
        self.link = f"/console/enrol?c={made.secret}"

    def code(self, step: int = 0) -> str:
        """What her app shows, or will in so many steps."""
        now = codes.step_at(self.console.stage.clock.wire_now())
        return self.app(self.secret, now + step)

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


async def test_codes_of_another_implementation_let_in(rita: Rita) -> None:
    def shown(secret: bytes, step: int) -> str:
        return pyotp.TOTP(base64.b32encode(secret).decode()).at(step * 30)

    rita.app = shown
    assert let_in(await rita.enrols())
    assert let_in(await rita.signs_in())


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


async def strangers_try(rita: Rita, *, networks: int = 3, name: str = "rita") -> None:
    """Whoever knows a name, in a browser of their own, from here and there, until they wait."""
    rita.stranger.device, before = "", rita.stranger.device
    for number in range(networks):
        rita.console.asker.address = f"198.51.100.{number}"
        while (answer := await rita.signs_in(name=name, code="000000")).status == 422:
            pass
        assert answer.status == 429
    rita.stranger.device = before


def device_of(answer: Got) -> str:
    """What a browser keeps that somebody signed in with."""
    (found,) = [one for one in answer.cookies if one.startswith("__Secure-heliograph-known=")]
    for said in ("HttpOnly", "Path=/console", "SameSite=strict", "Secure", "Max-Age="):
        assert said in found
    return found.partition("=")[2].partition(";")[0].strip('"')


async def test_one_network_has_its_tries_of_a_name_and_takes_nobody_else_s(
    enrolled: Rita, console: Console
) -> None:
    most = console.site.limits.staff_tries_per_name_per_hour
    console.asker.address = "198.51.100.1"
    for _ in range(most):
        assert (await enrolled.signs_in(code="000000")).status == 422
    answer = await enrolled.signs_in()
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
    # A name that nobody has waits as well: waiting tells nothing.
    for _ in range(most):
        assert (await enrolled.signs_in(name="nobody")).status == 422
    assert (await enrolled.signs_in(name="nobody")).status == 429
    # She is somewhere else, in whichever browser.
    console.asker.address = "192.0.2.1"
    assert let_in(await enrolled.signs_in())


async def test_all_networks_together_have_no_more_than_some_tries_of_a_name(
    enrolled: Rita, console: Console
) -> None:
    await strangers_try(enrolled)
    console.asker.address = "192.0.2.1"
    assert (await enrolled.signs_in()).status == 429
    await strangers_try(enrolled, name="nobody")
    assert (await enrolled.signs_in(name="nobody")).status == 429
    console.stage.clock.date += 3_600
    assert let_in(await enrolled.signs_in())


async def test_no_stranger_keeps_somebody_out_of_a_browser_that_they_signed_in_with(
    rita: Rita, console: Console
) -> None:
    device = device_of(await rita.enrols())
    await strangers_try(rita)
    rita.stranger.device = device
    # From the very network of the stranger, too.
    again = await rita.signs_in()
    assert let_in(again)
    assert device_of(again) != device


async def test_a_known_browser_has_tries_of_its_own_and_of_its_name_alone(
    rita: Rita, console: Console
) -> None:
    rita.stranger.device = device_of(await rita.enrols())
    for number in range(console.site.limits.staff_tries_per_name_per_hour):
        console.asker.address = f"192.0.2.{number}"
        assert (await rita.signs_in(code="000000")).status == 422
    assert (await rita.signs_in()).status == 429
    # To another name it is any browser, and counted as one.
    await strangers_try(rita, name="sam")
    console.asker.address = "192.0.2.250"
    assert (await rita.signs_in(name="sam")).status == 429


async def test_nobody_makes_a_known_browser_of_their_own(rita: Rita) -> None:
    device = device_of(await rita.enrols())
    known = rita.console.site.devices
    assert known.known(device, name="rita") == known.known(device) != ""
    assert known.known(device, name="sam") == ""
    mac, nonce, name = device.split("~")
    forged = [
        *("", "x", "~~", "0" * 32 + "~aa~rita", "é~é~é", "x" * 5_000),
        f"{mac}~{nonce}~sam",
        f"{mac}~{'0' * 32}~{name}",
        f"{'0' * 32}~{nonce}~{name}",
    ]
    await strangers_try(rita)
    for one in forged:
        assert known.known(one, name="rita") == ""
        assert known.known(one) == ""
        if one.isascii():
            rita.stranger.device = one
            assert (await rita.signs_in()).status == 429


def noted(name: str, real: Callable[..., Any], done: list[str]) -> Callable[..., Any]:
    """A function that says that it was called."""

    def call(*args: Any, **more: Any) -> Any:
        done.append(name)
        return real(*args, **more)

    return call


async def test_a_name_that_nobody_has_takes_as_much_work(
    enrolled: Rita, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long an answer takes tells no names: what takes time is done for each alike."""
    done: list[str] = []
    staffing = console.site.staffing

    class Watched:
        """The store, and what it was asked that waits for the disk."""

        def __getattr__(self, name: str) -> Any:
            return noted(name, getattr(staffing.store, name), done)

    async def compute(work: Any) -> Any:
        done.append("compute")
        return await staffing.compute(work)

    watched = msgspec.structs.replace(
        staffing, store=cast("Any", Watched()), compute=cast("Any", compute)
    )
    for module, name in ((passphrases, "stretch"), (codes, "matching_step")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, noted(name, real, done))
    works = []
    for name in ("rita", "nobody"):
        done.clear()
        with pytest.raises(signing.Wrong):
            await signing.sign_in(watched, name, passphrase=PASSPHRASE, code="000000", device="x")
        works.append(list(done))
    assert (
        works[0]
        == works[1]
        == [
            "credentials",
            "compute",
            "stretch",
            "matching_step",
            "sign_in_failed",
        ]
    )
    # Under no name, where nobody has it.
    acts = await console.site.staff.acts(AuditQuery(kind="sign-in failed"))
    assert [one.actor for one in acts] == ["rita"]


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
