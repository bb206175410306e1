"""Whom to ask for help."""

from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.users import user


@method("help.getSupport")
async def get_support(context: Context, query: functions.help.GetSupport) -> types.help.Support:
    """The account that speaks for the server: there is nobody else whom every server has.

    https://core.telegram.org/method/help.getSupport
    """
    (seen,) = await context.store.seen(context.account_id, [SERVICE_ACCOUNT_ID])
    return types.help.Support(phone_number="", user=user(seen, context.access))
