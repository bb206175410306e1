"""Being found by a link that is good for some minutes.

https://core.telegram.org/api/links#temporary-profile-links
"""

from heliograph.domain import contact_tokens, errors
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.users import user


@method("contacts.exportContactToken")
async def export_contact_token(
    context: Context, query: functions.contacts.ExportContactToken
) -> types.ExportedContactToken:
    """https://core.telegram.org/method/contacts.exportContactToken"""
    made = contact_tokens.issue(context.access, context.account_id, now=context.clock.now())
    url = f"{context.service.link_prefix}contact/{made.text}"
    return types.ExportedContactToken(url=url, expires=made.expires)


@method("contacts.importContactToken", rate=Rate.RESOLVES)
async def import_contact_token(
    context: Context, query: functions.contacts.ImportContactToken
) -> types.TypeUser:
    """Who gave the link. IMPORT_TOKEN_INVALID, also for who is here no more.

    https://core.telegram.org/method/contacts.importContactToken
    """
    now = context.clock.now()
    holder_id = contact_tokens.holder(context.access, query.token, now=now)
    for seen in await context.store.seen(context.account_id, [holder_id]):
        if not (seen.account.deleted or seen.account.disabled):
            return user(seen, context.access)
    raise errors.ImportTokenInvalid
