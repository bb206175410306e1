"""What the account says of itself, and whether its owner is there."""

from heliograph.actions import presence, profiles
from heliograph.domain import errors
from heliograph.domain.profiles import Birthday
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_profile
from heliograph.tl import functions, types
from heliograph.views.users import user


@method("account.updateProfile", rate=Rate.PROFILES)
async def update_profile(
    context: Context, query: functions.account.UpdateProfile
) -> types.TypeUser:
    """https://core.telegram.org/method/account.updateProfile"""
    screen_profile(context, query.first_name, query.last_name, query.about)
    await profiles.update_profile(
        context.app,
        context.account_id,
        first_name=query.first_name,
        last_name=query.last_name,
        about=query.about,
        origin=context.origin,
    )
    return await answer_self(context)


@method("account.updateBirthday", rate=Rate.PROFILES)
async def update_birthday(context: Context, query: functions.account.UpdateBirthday) -> bool:
    """https://core.telegram.org/method/account.updateBirthday"""
    day = query.birthday
    birthday = day and Birthday(day=day.day, month=day.month, year=day.year)
    await profiles.set_birthday(context.app, context.account_id, birthday or None)
    return True


@method("account.updateEmojiStatus")
async def update_emoji_status(context: Context, query: functions.account.UpdateEmojiStatus) -> bool:
    """There are no emoji to choose, so that one can only be taken off.

    https://core.telegram.org/method/account.updateEmojiStatus
    """
    if not isinstance(query.emoji_status, types.EmojiStatusEmpty):
        raise errors.DocumentInvalid
    return True


@method("account.updateStatus", rate=Rate.STATUSES)
async def update_status(context: Context, query: functions.account.UpdateStatus) -> bool:
    """https://core.telegram.org/method/account.updateStatus"""
    await presence.say_online(context.app, context.account_id, offline=query.offline)
    return True


async def answer_self(context: Context) -> types.TypeUser:
    """The account as it sees itself now."""
    (seen,) = await context.store.seen(context.account_id, [context.account_id])
    return user(seen, context.access)
