"""Sending in end-to-end chats, and saying what has arrived.

https://core.telegram.org/api/end-to-end
"""

from heliograph.actions import encrypted_messages
from heliograph.domain import errors
from heliograph.domain.encrypted_messages import QueueLimits, Sealed
from heliograph.rpc.context import Context
from heliograph.rpc.messages.encrypted_chats import chat_of
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("messages.sendEncrypted", rate=Rate.MESSAGES)
async def send_encrypted(
    context: Context, query: functions.messages.SendEncrypted
) -> types.messages.TypeSentEncryptedMessage:
    """Silent ones too: what is shown to somebody is what their client makes of the content.

    https://core.telegram.org/method/messages.sendEncrypted
    """
    return await _send(context, query, service=False)


@method("messages.sendEncryptedService", rate=Rate.MESSAGES)
async def send_encrypted_service(
    context: Context, query: functions.messages.SendEncryptedService
) -> types.messages.TypeSentEncryptedMessage:
    """https://core.telegram.org/method/messages.sendEncryptedService"""
    return await _send(context, query, service=True)


@method("messages.sendEncryptedFile")
async def send_encrypted_file(
    context: Context, query: functions.messages.SendEncryptedFile
) -> types.messages.TypeSentEncryptedMessage:
    """Nothing can be uploaded, so whatever file is named holds nothing.

    https://core.telegram.org/method/messages.sendEncryptedFile
    """
    chat_of(context, query.peer)
    raise errors.FileEmpty


@method("messages.receivedQueue")
async def received_queue(context: Context, query: functions.messages.ReceivedQueue) -> list[int]:
    """The random_ids of what the device need not be told again.

    https://core.telegram.org/method/messages.receivedQueue
    """
    key_id = context.call.key.auth_key_id
    erased = await encrypted_messages.acknowledge(context.app, key_id, max_qts=query.max_qts)
    return list(erased)


async def _send(
    context: Context,
    query: functions.messages.SendEncrypted | functions.messages.SendEncryptedService,
    *,
    service: bool,
) -> types.messages.SentEncryptedMessage:
    limits = context.limits
    sealed = Sealed(
        chat_id=chat_of(context, query.peer),
        sender_id=context.account_id,
        auth_key_id=context.call.key.auth_key_id,
        random_id=query.random_id,
        data=query.data,
        service=service,
        date=context.clock.now(),
    )
    bounds = QueueLimits(
        messages=limits.encrypted_messages_waiting,
        size_bytes=limits.encrypted_bytes_waiting,
        message_bytes=limits.encrypted_message_bytes_max,
        retry_s=limits.encrypted_retry_s,
    )
    date = await encrypted_messages.send(
        context.app, sealed, limits=bounds, overdue_every=limits.encrypted_overdue_every
    )
    return types.messages.SentEncryptedMessage(date=date)
