"""Users by the forms clients hold them in."""

from heliograph.actions import profiles
from heliograph.actions.reaching import may_write
from heliograph.domain import errors
from heliograph.domain.people import is_bot
from heliograph.domain.profiles import Birthday
from heliograph.rpc.bots.pages import spoken
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Forms, user_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.profiles import requirement_to_contact, user_full
from heliograph.views.updates import sent_reply
from heliograph.views.users import user, users


@method("users.getUsers")
async def get_users(context: Context, query: functions.users.GetUsers) -> list[types.TypeUser]:
    """One user per form, in the order asked; userEmpty for a form that names nobody.

    https://core.telegram.org/method/users.getUsers
    """
    if len(query.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    forms = await Forms.read(context, query.id)
    ids = [_named(forms, form) for form in query.id]
    asked = list(dict.fromkeys(i for i in ids if i))
    known = {seen.account.id: seen for seen in await context.store.seen(context.account_id, asked)}
    return [user(known[i], context.access) if i in known else types.UserEmpty(id=i) for i in ids]


def _named(forms: Forms, form: types.TypeInputUser) -> int:
    try:
        return forms.user(form)
    except (errors.UserIdInvalid, errors.MsgIdInvalid):
        return 0


@method("users.getFullUser")
async def get_full_user(
    context: Context, query: functions.users.GetFullUser
) -> types.users.UserFull:
    """https://core.telegram.org/method/users.getFullUser"""
    account_id = await user_account(context, query.id)
    profile = await context.store.profile(context.account_id, account_id)
    if profile is None:
        raise errors.UserIdInvalid
    bot = None
    if is_bot(account_id):
        scopes = (f"peer {context.account_id}", "users", "default")
        bot = await context.store.bot_info(account_id, scopes=scopes, language=spoken(context))
    pinned = await context.store.pinned_ids(context.account_id, account_id, at_most=1)
    full = user_full(
        profile,
        bot,
        pinned_id=pinned[0] if pinned else None,
        has_scheduled=await context.store.has_scheduled(context.account_id, account_id),
        protection=await context.store.protection(context.account_id, account_id),
        access=context.access,
    )
    return types.users.UserFull(
        full_user=full, chats=[], users=users([profile.seen], context.access)
    )


@method("users.getRequirementsToContact")
async def get_requirements_to_contact(
    context: Context, query: functions.users.GetRequirementsToContact
) -> list[types.TypeRequirementToContact]:
    """One for each form, in the order asked.

    https://core.telegram.org/method/users.getRequirementsToContact
    """
    if len(query.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    forms = await Forms.read(context, query.id)
    ids = [forms.user(form) for form in query.id]
    allowed = await may_write(context.app, context.account_id, list(dict.fromkeys(ids)))
    return [requirement_to_contact(allowed.get(i, True)) for i in ids]


@method("users.suggestBirthday", rate=Rate.MESSAGES)
async def suggest_birthday(
    context: Context, query: functions.users.SuggestBirthday
) -> types.TypeUpdates:
    """Tells both sides; whoever it is suggested to says so themselves. BIRTHDAY_INVALID.

    https://core.telegram.org/method/users.suggestBirthday
    """
    account_id = await user_account(context, query.id)
    day = query.birthday
    sent = await profiles.suggest_birthday(
        context.app,
        context.account_id,
        account_id,
        Birthday(day=day.day, month=day.month, year=day.year),
        origin=context.origin,
    )
    return sent_reply(sent, sent.random_id, sent.message.date, context.access)
