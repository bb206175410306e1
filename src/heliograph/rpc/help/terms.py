"""The terms of service: shown until they are accepted."""

from heliograph.actions import terms as actions
from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import terms as view

# TDLib asks again after a day at most.
_ASK_AGAIN_S = 86_400


@method("help.getTermsOfServiceUpdate", signed_in=False)
async def get_terms_of_service_update(
    context: Context, query: functions.help.GetTermsOfServiceUpdate
) -> types.help.TypeTermsOfServiceUpdate:
    """https://core.telegram.org/method/help.getTermsOfServiceUpdate"""
    expires = int(context.clock.wire_now()) + _ASK_AGAIN_S
    terms = None
    if context.account_id:
        terms = await actions.terms_to_accept(context.app, context.account_id)
    if terms is None:
        return types.help.TermsOfServiceUpdateEmpty(expires=expires)
    return types.help.TermsOfServiceUpdate(
        expires=expires, terms_of_service=view.terms_of_service(terms)
    )


@method("help.acceptTermsOfService", signed_in=False)
async def accept_terms_of_service(
    context: Context, query: functions.help.AcceptTermsOfService
) -> bool:
    """False for a text that is no longer, or was never, the one to accept.

    https://core.telegram.org/method/help.acceptTermsOfService
    """
    try:
        terms_id = view.accepted_id(query.id.data)
    except ValueError:
        raise errors.DataJsonInvalid from None
    if not context.account_id:
        return False
    return await actions.accept_terms(context.app, context.account_id, terms_id)
