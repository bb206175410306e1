"""Sending in end-to-end chats, and saying what has arrived.

https://core.telegram.org/api/end-to-end
"""

from heliograph.actions import encrypted_messages
from heliograph.actions.files import Uploaded, make_encrypted
from heliograph.domain import errors
from heliograph.domain.encrypted_messages import QueueLimits, Sealed
from heliograph.domain.files import EncryptedFile
from heliograph.rpc.context import Context
from heliograph.rpc.messages.encrypted_chats import chat_of
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.encrypted_chats import encrypted_file

Sending = (
    functions.messages.SendEncrypted
    | functions.messages.SendEncryptedService
    | functions.messages.SendEncryptedFile
)


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


@method("messages.sendEncryptedFile", rate=Rate.MESSAGES)
async def send_encrypted_file(
    context: Context, query: functions.messages.SendEncryptedFile
) -> types.messages.TypeSentEncryptedMessage:
    """A message with a file beside it; both are opaque.

    https://core.telegram.org/method/messages.sendEncryptedFile
    """
    chat_of(context, query.peer)
    file = await _asked_file(context, query.file)
    sent = await _send(context, query, service=False, file=file)
    return types.messages.SentEncryptedFile(date=sent.date, file=encrypted_file(file))


@method("messages.uploadEncryptedFile", rate=Rate.MESSAGES)
async def upload_encrypted_file(
    context: Context, query: functions.messages.UploadEncryptedFile
) -> types.TypeEncryptedFile:
    """A file to be sent later, by its id.

    https://core.telegram.org/method/messages.uploadEncryptedFile
    """
    chat_of(context, query.peer)
    return encrypted_file(await _asked_file(context, query.file))


async def _asked_file(context: Context, file: types.TypeInputEncryptedFile) -> EncryptedFile:
    """The file a request means. FILE_EMTPY for none, or what is wrong with the upload."""
    match file:
        case types.InputEncryptedFileUploaded():
            asked = Uploaded(upload_id=file.id, parts=file.parts, md5=file.md5_checksum)
        case types.InputEncryptedFileBigUploaded():
            asked = Uploaded(upload_id=file.id, parts=file.parts)
        case types.InputEncryptedFile():
            known = await context.store.file(file.id)
            if isinstance(known, EncryptedFile) and known.has_hash(file.access_hash):
                return known
            raise errors.FileEmpty
        case _:
            raise errors.FileEmpty
    return await make_encrypted(
        context.app, context.account_id, asked, key_fingerprint=file.key_fingerprint
    )


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
    query: Sending,
    *,
    service: bool,
    file: EncryptedFile | None = None,
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
        file=file,
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
