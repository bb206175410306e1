"""Beginning, accepting and ending end-to-end chats, and what is seen of them besides messages.

https://core.telegram.org/api/end-to-end
"""

from heliograph.actions import encrypted_chats
from heliograph.domain import errors
from heliograph.domain.encrypted_chats import DH_GENERATOR, DH_PRIME, DH_VERSION, ChatLimits
from heliograph.domain.encrypted_events import EncryptedChatChanged
from heliograph.rpc import reports
from heliograph.rpc.context import Context
from heliograph.rpc.peers import user_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.safety.reporting import SPAM
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.tl import functions, types
from heliograph.views.encrypted_chats import encrypted_chat


@method("messages.getDhConfig")
async def get_dh_config(
    context: Context, query: functions.messages.GetDhConfig
) -> types.messages.TypeDhConfig:
    """The group to exchange keys in, unless the client has it, and randomness to mix with its own.

    https://core.telegram.org/method/messages.getDhConfig
    """
    if not 0 <= query.random_length <= context.limits.dh_random_bytes_max:
        raise errors.RandomLengthInvalid
    random = context.app.random.token(query.random_length) if query.random_length else b""
    if query.version == DH_VERSION:
        return types.messages.DhConfigNotModified(random=random)
    return types.messages.DhConfig(g=DH_GENERATOR, p=DH_PRIME, version=DH_VERSION, random=random)


@method("messages.requestEncryption", rate=Rate.ENCRYPTIONS)
async def request_encryption(
    context: Context, query: functions.messages.RequestEncryption
) -> types.TypeEncryptedChat:
    """`random_id` becomes the chat's id; a repeat is answered with what the chat came to.

    https://core.telegram.org/method/messages.requestEncryption
    """
    if query.random_id == 0:
        raise errors.RandomIdEmpty
    limits = context.limits
    told = await encrypted_chats.request(
        context.app,
        context.call.key,
        participant_id=await user_account(context, query.user_id),
        chat_id=query.random_id,
        g_a=query.g_a,
        limits=ChatLimits(waiting=limits.encrypted_requests_waiting),
        retry_s=limits.encrypted_retry_s,
    )
    return _as_caller(context, told)


@method("messages.acceptEncryption")
async def accept_encryption(
    context: Context, query: functions.messages.AcceptEncryption
) -> types.TypeEncryptedChat:
    """The chat is the calling device's from then on; the account's others are told it is over.

    https://core.telegram.org/method/messages.acceptEncryption
    """
    told = await encrypted_chats.accept(
        context.app,
        context.call.key,
        chat_of(context, query.peer),
        g_b=query.g_b,
        key_fingerprint=query.key_fingerprint,
    )
    return _as_caller(context, told)


@method("messages.discardEncryption")
async def discard_encryption(context: Context, query: functions.messages.DiscardEncryption) -> bool:
    """https://core.telegram.org/method/messages.discardEncryption"""
    if query.chat_id == 0:
        raise errors.ChatIdEmpty
    key, delete_history = context.call.key, query.delete_history
    await encrypted_chats.discard(context.app, key, query.chat_id, delete_history=delete_history)
    return True


@method("messages.readEncryptedHistory")
async def read_encrypted_history(
    context: Context, query: functions.messages.ReadEncryptedHistory
) -> bool:
    """https://core.telegram.org/method/messages.readEncryptedHistory"""
    chat_id = chat_of(context, query.peer)
    await encrypted_chats.read(context.app, context.call.key, chat_id, max_date=query.max_date)
    return True


@method("messages.setEncryptedTyping", rate=Rate.ACTIVITIES)
async def set_encrypted_typing(
    context: Context, query: functions.messages.SetEncryptedTyping
) -> bool:
    """There is no update for somebody who stopped: clients let it end by itself.

    https://core.telegram.org/method/messages.setEncryptedTyping
    """
    chat_id = chat_of(context, query.peer)
    if query.typing:
        await encrypted_chats.show_typing(context.app, context.call.key, chat_id)
    return True


@method("messages.reportEncryptedSpam")
async def report_encrypted_spam(
    context: Context, query: functions.messages.ReportEncryptedSpam
) -> bool:
    """The fact alone is noted: nobody but the two can read what was said.

    https://core.telegram.org/method/messages.reportEncryptedSpam
    """
    chat_id = chat_of(context, query.peer)
    other = await encrypted_chats.report(context.app, context.call.key, chat_id)
    about = Locator(kind=SubjectKind.E2E, peer_id=other, item_id=chat_id)
    await reports.report(context, (about,), SPAM)
    return True


def chat_of(context: Context, peer: types.TypeInputEncryptedChat) -> int:
    """The chat that a form names. CHAT_ID_INVALID without the hash the caller was given."""
    access = context.access
    if not access.may_use_encrypted_chat(context.account_id, peer.chat_id, peer.access_hash):
        raise errors.ChatIdInvalid
    return peer.chat_id


def _as_caller(context: Context, told: EncryptedChatChanged) -> types.TypeEncryptedChat:
    auth_key_id = context.call.key.auth_key_id
    shown = encrypted_chat(told.chat, context.account_id, auth_key_id, context.access)
    if shown is None:
        return types.EncryptedChatEmpty(id=told.chat.id)
    return shown
