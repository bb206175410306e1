"""Proving that a group is its creator's to give away."""

from heliograph.actions import passwords
from heliograph.actions.app import App
from heliograph.domain.handing_over import check_settled_for_long
from heliograph.domain.srp import Proof


async def prove_ownership(
    app: App,
    account_id: int,
    proof: Proof | None,
    *,
    authorization_hash: int | None,
    address: str,
    password_s: int,
    session_s: int,
) -> None:
    """Nothing if the account's owner sits at the device; see `check_settled_for_long`.

    PASSWORD_HASH_INVALID without the right proof.
    """
    check_settled_for_long(
        await app.store.two_step(account_id),
        await app.store.authorizations(account_id),
        authorization_hash,
        password_s=password_s,
        session_s=session_s,
        now=app.clock.now(),
    )
    await passwords.proven_state(app, account_id, proof, address=address)
