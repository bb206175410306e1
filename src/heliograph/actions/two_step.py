"""Setting, changing and taking away a password, and confirming its recovery address."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from heliograph.actions.app import App
from heliograph.actions.codes import draw_code, mail_code_mac, recipient_mac
from heliograph.actions.passwords import prove
from heliograph.actions.service_messages import language_of_account, tell
from heliograph.domain import errors
from heliograph.domain.notices import code_mail, password_settled
from heliograph.domain.passwords import new_salts
from heliograph.domain.srp import Proof
from heliograph.domain.two_step import (
    ChangeRequest,
    Decided,
    MailCode,
    NewSettings,
    Settled,
    TwoStep,
    TwoStepContext,
    Verdict,
    cancel_mail,
    change_settings,
    confirm_mail,
    resend_mail,
)

Outcome = TypeVar("Outcome")


async def update_settings(
    app: App, account_id: int, proof: Proof | None, new: NewSettings, *, address: str
) -> None:
    """Make a change whose asker proves the present password, if there is one.

    EMAIL_UNCONFIRMED_x, x digits, if it waits for a code that was sent to the new address.
    """
    proven = await prove(app, account_id, proof, address=address)
    code, drawn = draw_mail_code(app, account_id)

    def decide(context: TwoStepContext) -> Decided[Settled]:
        request = ChangeRequest(
            new=new,
            proven=proven,
            salts=new_salts(app.password_secret, account_id, context.state.generation),
            code=drawn,
            by_mail=app.mailer.available,
            date=drawn.created,
        )
        return change_settings(request, context, app.two_step_limits)

    settled = await change_two_step(app, account_id, decide, recipient=lambda state: new.email)
    if settled is Settled.UNCONFIRMED:
        send_code_by_mail(app, account_id, new.email or "", code)
        raise errors.EmailUnconfirmed(len(code))
    tell_of_change(app, account_id, settled)


async def confirm_email(app: App, account_id: int, code: str) -> None:
    """Make the change that waits for this code. CODE_INVALID, EMAIL_HASH_EXPIRED."""
    decide = partial(
        confirm_mail,
        mac=mail_code_mac(app.code_secret, account_id, code),
        date=app.clock.now(),
        limits=app.two_step_limits,
    )
    verdict, settled = await change_two_step(app, account_id, decide)
    match verdict:
        case Verdict.WRONG:
            raise errors.CodeInvalid
        case Verdict.EXPIRED:
            raise errors.EmailHashExpired
    tell_of_change(app, account_id, settled)


async def resend_email(app: App, account_id: int) -> None:
    """Send another code for the change that waits. EMAIL_HASH_EXPIRED, FLOOD_WAIT_x."""
    code, drawn = draw_mail_code(app, account_id)
    decide = partial(
        resend_mail, code=drawn, by_mail=app.mailer.available, limits=app.two_step_limits
    )
    recipient = await change_two_step(app, account_id, decide, recipient=_waiting_address)
    send_code_by_mail(app, account_id, recipient, code)


def _waiting_address(state: TwoStep) -> str | None:
    return None if state.pending is None else state.pending.email


async def cancel_email(app: App, account_id: int) -> None:
    """Let the change that waits be forgotten. EMAIL_HASH_EXPIRED."""
    await change_two_step(app, account_id, cancel_mail)


async def change_two_step(
    app: App,
    account_id: int,
    decide: Callable[[TwoStepContext], Decided[Outcome]],
    *,
    recipient: Callable[[TwoStep], str | None] = lambda state: None,
) -> Outcome:
    """Have the store keep what `decide` makes; `recipient` finds the address to be written to."""

    def mac(state: TwoStep) -> bytes | None:
        address = recipient(state)
        return recipient_mac(app.code_secret, address) if address else None

    return await app.store.change_two_step(
        account_id,
        date=app.clock.now(),
        window_s=app.two_step_limits.window_s,
        recipient_mac=mac,
        decide=decide,
    )


def draw_mail_code(app: App, account_id: int) -> tuple[str, MailCode]:
    """A code to send by mail, and what is kept of it."""
    code = draw_code(app.random, app.two_step_limits.code_digits)
    mac = mail_code_mac(app.code_secret, account_id, code)
    return code, MailCode(mac=mac, created=app.clock.now())


def send_code_by_mail(app: App, account_id: int, recipient: str, code: str) -> None:
    """Send a code, behind the answer: a mail server may take its time."""
    app.spawn(_send(app, account_id, recipient, code))


async def _send(app: App, account_id: int, recipient: str, code: str) -> None:
    subject, text = code_mail(code, await language_of_account(app, account_id))
    await app.mailer.send(recipient, subject, text)


def tell_of_change(app: App, account_id: int, settled: Settled) -> None:
    """Tell the account's devices that its password is another, or none."""
    notice = password_settled(settled)
    if notice is not None:
        app.spawn(tell(app, account_id, notice))
