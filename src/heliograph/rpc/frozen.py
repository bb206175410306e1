"""What somebody whose account is frozen may still call: they read, and leave.

https://core.telegram.org/api/auth#frozen-accounts
"""

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel, user_account
from heliograph.tl import functions

_READING = ("check", "get", "read", "received", "resolve", "search")
"""How methods begin that show something, or say that it was seen."""

_WHOLE = ("auth", "help", "langpack", "updates")
"""Namespaces of what keeps a client running."""

_BESIDES = frozenset(
    {
        "account.cancelPasswordEmail",
        "account.confirmPasswordEmail",
        "account.confirmPhone",
        "account.deleteAccount",
        "account.finishTakeoutSession",
        "account.initTakeoutSession",
        "account.registerDevice",
        "account.reportPeer",
        "account.reportProfilePhoto",
        "account.resetAuthorization",
        "account.unregisterDevice",
        "account.updateDeviceLocked",
        "account.updatePasswordSettings",
        "account.updateStatus",
        "channels.deleteMessages",
        "channels.leaveChannel",
        "channels.reportSpam",
        "messages.deleteChatUser",
        "messages.deleteMessages",
        "messages.report",
        "messages.reportEncryptedSpam",
        "messages.reportReaction",
        "messages.reportSpam",
    }
)
"""What protects the account, tells of wrongs, leaves, takes what is one's own back or along."""


async def check(context: Context, query: object) -> None:
    """FROZEN_METHOD_INVALID for who is frozen and asks about more than themselves.

    They take back what they said, and no other's words; they leave a group, and put nobody out.
    """
    most = context.limits.ids_per_request
    match query:
        case functions.messages.DeleteChatUser():
            own = await user_account(context, query.user_id) == context.account_id
        case functions.messages.DeleteMessages() if query.revoke and len(query.id) <= most:
            page = await context.store.messages(context.account_id, query.id)
            own = all(one.out for one in page.messages)
        case functions.channels.DeleteMessages() if len(query.id) <= most:
            peer_id = (await named_channel(context, query.channel)).channel.peer_id
            posts = await context.store.posts(context.account_id, peer_id, query.id)
            own = all(one.sender_id == context.account_id for one in posts.messages)
        case _:
            return
    if not own:
        raise errors.FrozenMethodInvalid


def may_call(name: str) -> bool:
    """Whether a frozen account may call a method."""
    namespace, _, rest = name.partition(".")
    return namespace in _WHOLE or rest.startswith(_READING) or name in _BESIDES
