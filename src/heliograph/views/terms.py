"""The terms of service as clients show them."""

import json

from heliograph.domain.terms import Terms
from heliograph.tl import types
from heliograph.views.entities import entity


def terms_of_service(terms: Terms) -> types.help.TermsOfService:
    """In a window of their own, which must be agreed to before one signs up.

    https://core.telegram.org/constructor/help.termsOfService
    """
    return types.help.TermsOfService(
        popup=True,
        id=types.DataJSON(data=json.dumps({"id": terms.id})),
        text=terms.text,
        entities=[entity(e) for e in terms.entities],
    )


def accepted_id(data: str) -> str:
    """The id in what a client sends back; ValueError if it is not of that form."""
    found = json.loads(data)
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise ValueError("no id")
    accepted: str = found["id"]
    return accepted
