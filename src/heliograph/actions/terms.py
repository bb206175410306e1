"""Asking people to accept the terms of service. Whoever declines deletes their account."""

from heliograph.actions.app import App
from heliograph.domain.terms import Terms


async def terms_to_accept(app: App, account_id: int) -> Terms | None:
    """The terms that the account has not accepted, None if there are none or it has."""
    terms = app.terms
    if terms is None or await app.store.accepted_terms(account_id) == terms.digest:
        return None
    return terms


async def accept_terms(app: App, account_id: int, terms_id: str) -> bool:
    """Accept the text of this id; False if it is not the one in force. May be repeated."""
    terms = app.terms
    if terms is None or terms_id != terms.id:
        return False
    await app.store.accept_terms(account_id, digest=terms.digest, date=app.clock.now())
    return True
