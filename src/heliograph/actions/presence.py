"""Being there, leaving, and being seen doing something.

https://core.telegram.org/method/account.updateStatus
"""

from functools import partial

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.actions.reaching import may_write
from heliograph.domain import channel_messages, errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chat_messages import check_may_post
from heliograph.domain.events import ChannelTyped, ChatTyped, StatusChanged, Typed
from heliograph.domain.peers import chat_of, is_channel, is_chat
from heliograph.domain.presence import go_offline, go_online
from heliograph.domain.speaking import default_speaker
from heliograph.domain.typing import Activity


async def say_online(app: App, account_id: int, *, offline: bool) -> None:
    """Somebody is there, or left; those who may know it hear of it, unless it is no news."""
    decide = partial(go_offline if offline else go_online, now=app.clock.now())
    until = await app.store.change_online(account_id, decide=decide)
    if until is not None:
        await tell_status(app, account_id, until)


async def tell_status(
    app: App, account_id: int, online_until: int, *, coarse: bool = False
) -> None:
    """Tell those who know an account when it was there, as far as each may know."""
    audience = tuple(await app.store.audience(account_id))
    app.bus.publish(
        StatusChanged(
            account_id=account_id, online_until=online_until, audience=audience, coarse=coarse
        )
    )


async def show_activity(
    app: App, sender_id: int, peer_id: int, activity: Activity, *, thread_id: int = 0
) -> None:
    """Let somebody see what another does in their dialog, if they would get a message too.

    In a supergroup it may be in a topic or another thread. Nothing is told of a message that the
    other side does not have.

    PEER_ID_INVALID for nobody, USER_IS_BLOCKED for somebody who keeps the sender out.
    """
    if peer_id == sender_id:
        return
    if is_chat(peer_id):
        await _show_in_chat(app, sender_id, chat_of(peer_id), activity)
        return
    if is_channel(peer_id):
        typed = ChannelTyped(
            peer_id=peer_id, sender_id=sender_id, activity=activity, thread_id=thread_id
        )
        await _show_in_channel(app, typed)
        return
    mine = await app.store.seen(sender_id, [peer_id])
    theirs = await app.store.seen(peer_id, [sender_id])
    if not mine or not theirs:
        raise errors.PeerIdInvalid
    if theirs[0].blocked:
        raise errors.UserIsBlocked
    if mine[0].blocked or not (await may_write(app, sender_id, [peer_id]))[peer_id]:
        return
    if activity.kind == "EmojiInteraction":
        tapped = await app.store.copy_for(sender_id, activity.message_id, viewer_id=peer_id)
        if tapped is None:
            return
        activity = replace(activity, message_id=tapped)
    app.bus.publish(Typed(owner_id=peer_id, sender=theirs[0], activity=activity))


async def _show_in_channel(app: App, typed: ChannelTyped) -> None:
    """As `show_activity`, to everybody else in a supergroup; of who writes there in the name of a
    channel, as anonymous admins do, nobody sees it."""
    sender_id = typed.sender_id
    for seen in await app.store.shown(sender_id, [typed.peer_id]):
        if isinstance(seen, SeenChannel):
            channel_messages.check_may_post(seen, now=app.clock.now())
            if channel_messages.speaks_for_it(seen):
                continue
            speakers = await app.store.speakers(sender_id, seen.channel.id)
            if default_speaker(seen, speakers) == sender_id:
                app.bus.publish(typed)


async def _show_in_chat(app: App, sender_id: int, chat_id: int, activity: Activity) -> None:
    """As `show_activity`, to everybody else in a group. PEER_ID_INVALID, CHAT_WRITE_FORBIDDEN."""
    found = await app.store.chat(sender_id, chat_id)
    if found is None:
        raise errors.PeerIdInvalid
    seen, members = found
    check_may_post(seen, now=app.clock.now())
    audience = tuple(one.account_id for one in members if one.account_id != sender_id)
    app.bus.publish(
        ChatTyped(chat_id=chat_id, sender_id=sender_id, audience=audience, activity=activity)
    )
