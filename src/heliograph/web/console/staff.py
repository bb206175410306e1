"""Who is of the staff, and changes of it: one of those who look after it proposes, another one
agrees."""

from collections.abc import Mapping, Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff import seconding
from heliograph.safety.staff.changing import agree_to_change, propose_change, read
from heliograph.safety.staff.proposals import REASON_LENGTH_MAX, Pending, ProposalKind, seconds
from heliograph.safety.staff.records import NAME_LENGTH_MAX, Staff, StaffAct, StaffChange
from heliograph.safety.staff.roles import MAY, Act, Role
from heliograph.safety.staff.seconding import Person
from heliograph.safety.staff.signing import Invited
from heliograph.web.console.desk import CONSOLE, ENROL, ConsoleSite, Form, Signed, form_of, show
from heliograph.web.console.inbox import number, seen
from heliograph.web.console.proposing import Mistakes

STAFF = f"{CONSOLE}/staff"
_LISTED = 100

_ACTS: Mapping[StaffAct, str] = {
    StaffAct.ADD: "Add somebody",
    StaffAct.ROLES: "Give somebody other roles",
    StaffAct.REMOVE: "Remove somebody",
}


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A change that waits, and what somebody may do with it."""

    pending: Pending
    change: StaffChange
    may_second: bool
    may_withdraw: bool


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the form, and what of it is to be mended."""

    act: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    reason: str = ""
    mistakes: Mapping[str, str] = {}


async def staff_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Everybody with their roles, what each role may do, and what waits; `?name=` has the form
    ask for somebody's roles."""
    asked = request.query_params.get("name", "")
    people = await site.staff.staff()
    one = next((one for one in people if one.name == asked and not one.removed), None)
    if one is None:
        return await _page(site, signed, request, people)
    roles = frozenset(map(str, one.roles))
    typed = Typed(act=StaffAct.ROLES, name=one.name, roles=roles)
    return await _page(site, signed, request, people, typed)


async def proposed(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Have a change wait for another one; or the form again with what is to be mended."""
    form = form_of(request)
    try:
        change, reason = _read(form)
        by = Person(name=signed.name, roles=signed.roles)
        await propose_change(site.safety, site.staffing, change, reason=reason, by=by)
    except Mistakes as wrong:
        mistakes = wrong.found
    except SafetyRefused as refused:
        said = str(refused)
        mistakes = {"form": f"{said[:1].upper()}{said[1:]}."}
    else:
        return seen(f"{STAFF}?done=proposed")
    typed = Typed(
        act=form.one("act"),
        name=form.one("name"),
        roles=frozenset(form.all("role")),
        reason=form.one("reason"),
        mistakes=mistakes,
    )
    return await _page(site, signed, request, await site.staff.staff(), typed)


async def ended(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Agree, decline or take back, as the button says."""
    pending, act = await _asked(site, request), form_of(request).one("act")
    by = Person(name=signed.name, roles=signed.roles)
    try:
        if act == "agree":
            invited = await agree_to_change(site.safety, site.staffing, pending.id, by=by)
            if invited is not None:
                return _link(site, signed, request, invited)
        elif act == "decline":
            await seconding.decline(site.safety, site.staff, pending.id, by=by)
        elif act == "withdraw":
            await seconding.withdraw(site.safety, site.staff, pending.id, by=by)
        else:
            raise NothingThere
    except NothingThere:
        raise
    except SafetyRefused as refused:
        typed = Typed(mistakes={"form": f"Not done: {refused}."})
        return await _page(site, signed, request, await site.staff.staff(), typed)
    return seen(f"{STAFF}?done={act}")


async def _asked(site: ConsoleSite, request: Request) -> Pending:
    proposal_id = number(request.path_params["proposal"])
    if proposal_id is None:
        raise NothingThere
    pending = await seconding.known(site.staff, proposal_id)
    if pending.kind is not ProposalKind.STAFF:
        raise NothingThere
    return pending


def _read(form: Form) -> tuple[StaffChange, str]:
    """What somebody proposes, and why. Raises Mistakes; whether it can be is for the rules."""
    found: dict[str, str] = {}
    act, roles = form.one("act"), set(form.all("role"))
    name, reason = form.one("name").strip().lower(), form.one("reason").strip()
    if act not in set(StaffAct):
        found["act"] = "Choose what becomes of them."
    if not name:
        found["name"] = "Say who."
    elif len(name) > NAME_LENGTH_MAX:
        found["name"] = f"At most {NAME_LENGTH_MAX} characters."
    if act != StaffAct.REMOVE and not roles:
        found["role"] = "Choose a role at least."
    elif not roles <= set(Role):
        found["role"] = "Choose among the roles that are offered."
    if not reason:
        found["reason"] = "Say why, for whoever agrees."
    elif len(reason) > REASON_LENGTH_MAX:
        found["reason"] = f"At most {REASON_LENGTH_MAX} characters; these are {len(reason)}."
    if found:
        raise Mistakes(found)
    kept = frozenset[Role]() if act == StaffAct.REMOVE else frozenset(map(Role, roles))
    return StaffChange(act=StaffAct(act), name=name, roles=kept), reason


async def _page(
    site: ConsoleSite,
    signed: Signed,
    request: Request,
    people: Sequence[Staff],
    typed: Typed | None = None,
) -> Response:
    now, solo = site.clock.now(), site.safety.solo
    found = await site.staff.open_proposals(now=now, limit=_LISTED, of_staff=True)
    typed = typed or Typed()
    return show(
        request,
        signed,
        "staff.html",
        title="Staff",
        status=422 if typed.mistakes else 200,
        people=sorted(people, key=lambda one: (bool(one.removed), one.name)),
        roles=tuple(Role),
        acts=[(act.value.replace("_", " "), roles) for act, roles in MAY.items()],
        changes=_ACTS,
        waiting=[_proposed(signed, one, solo=solo) for one in found],
        may_manage=signed.may(Act.MANAGE_STAFF),
        typed=typed,
        mistakes=typed.mistakes,
        done=request.query_params.get("done", ""),
        reason_max=REASON_LENGTH_MAX,
        name_max=NAME_LENGTH_MAX,
        now=now,
        solo=solo,
    )


def _proposed(signed: Signed, pending: Pending, *, solo: bool) -> Proposed:
    own = pending.proposed_by == signed.name
    return Proposed(
        pending=pending,
        change=read(pending),
        may_second=signed.may(seconds(pending.kind)) and (not own or solo),
        may_withdraw=own and signed.may(Act.MANAGE_STAFF),
    )


def _link(site: ConsoleSite, signed: Signed, request: Request, invited: Invited) -> Response:
    """Where somebody new sets themselves up: shown this once, and kept nowhere."""
    return show(
        request,
        signed,
        "staff_link.html",
        title=f"{invited.staff.name} is of the staff",
        invited=invited,
        link=f"{site.origin.base(request)}{ENROL}?c={invited.secret}",
        list=STAFF,
    )
