"""Beginning, accepting and ending end-to-end chats.

https://core.telegram.org/api/end-to-end
"""

from functools import partial

from heliograph.actions.app import App
from heliograph.domain import errors
from heliograph.domain.encrypted_chats import (
    ChatLimits,
    EncryptedChat,
    ReadMark,
    accept_chat,
    begin_chat,
    check_public,
    check_talks,
    discard_chat,
    mark_read,
)
from heliograph.domain.encrypted_events import (
    EncryptedChatChanged,
    EncryptedHistoryRead,
    EncryptedTyped,
)
from heliograph.ports.sessions import KeyState

_TOLD_AT_ONCE = 100


async def request(
    app: App,
    key: KeyState,
    *,
    participant_id: int,
    chat_id: int,
    g_a: bytes,
    limits: ChatLimits,
    retry_s: int,
) -> EncryptedChatChanged:
    """Ask somebody for a chat with the calling device; may be repeated.

    DH_G_A_INVALID, RANDOM_ID_DUPLICATE, FLOOD_WAIT_x and what keeps messages from them.
    """
    now = app.clock.now()
    asked = EncryptedChat(
        id=chat_id,
        admin_id=key.account_id or 0,
        admin_key_id=key.auth_key_id,
        participant_id=participant_id,
        date=now,
        changed=now,
        g_a=check_public(g_a),
    )
    decide = partial(begin_chat, asked, limits=limits, retry_s=retry_s)
    told = await app.store.request_chat(asked, decide=decide)
    if told.news:
        app.bus.publish(told)
    return told


async def accept(
    app: App, key: KeyState, chat_id: int, *, g_b: bytes, key_fingerprint: int
) -> EncryptedChatChanged:
    """Bind a chat to the calling device, the first to say so; may be repeated by it.

    CHAT_ID_INVALID, DH_G_A_INVALID, ENCRYPTION_ALREADY_ACCEPTED, ENCRYPTION_ALREADY_DECLINED.
    """
    decide = partial(
        accept_chat,
        account_id=key.account_id or 0,
        auth_key_id=key.auth_key_id,
        g_b=check_public(g_b),
        key_fingerprint=key_fingerprint,
        date=app.clock.now(),
    )
    told = await app.store.change_chat(chat_id, by_key=key.auth_key_id, decide=decide)
    if told.news:
        app.bus.publish(told)
    return told


async def discard(app: App, key: KeyState, chat_id: int, *, delete_history: bool) -> None:
    """End a chat, or decline it; both sides' devices hear of it.

    ENCRYPTION_ID_INVALID, ENCRYPTION_ALREADY_ACCEPTED, ENCRYPTION_ALREADY_DECLINED.
    """
    decide = partial(
        discard_chat,
        account_id=key.account_id or 0,
        auth_key_id=key.auth_key_id,
        delete_history=delete_history,
        date=app.clock.now(),
    )
    told = await app.store.change_chat(
        chat_id, by_key=key.auth_key_id, decide=decide, erases=delete_history
    )
    app.bus.publish(told)


async def read(app: App, key: KeyState, chat_id: int, *, max_date: int) -> None:
    """Tell the other side up to when its messages were read; older marks change nothing."""
    now, account_id = app.clock.now(), key.account_id or 0
    mark = ReadMark(min(max_date, now), now)

    def decide(kept: EncryptedChat | None) -> EncryptedChat:
        chat = check_talks(kept, account_id=account_id, auth_key_id=key.auth_key_id)
        return mark_read(chat, account_id=account_id, mark=mark)

    told = await app.store.change_chat(chat_id, by_key=key.auth_key_id, decide=decide)
    if not told.news:
        return
    other_id, other_key_id = told.chat.other_side(account_id)
    app.bus.publish(
        EncryptedHistoryRead(
            owner_id=other_id,
            auth_key_id=other_key_id,
            chat_id=chat_id,
            max_date=mark.max_date,
            date=now,
        )
    )


async def show_typing(app: App, key: KeyState, chat_id: int) -> None:
    """Let the other side see that somebody writes, if it listens; nobody is told later.

    What `check_talks` refuses, USER_IS_BLOCKED.
    """
    account_id = key.account_id or 0
    chat = await app.store.encrypted_chat(chat_id)
    chat = check_talks(chat, account_id=account_id, auth_key_id=key.auth_key_id)
    other_id, other_key_id = chat.other_side(account_id)
    if any(seen.blocked for seen in await app.store.seen(other_id, [account_id])):
        raise errors.UserIsBlocked
    app.bus.publish(EncryptedTyped(owner_id=other_id, auth_key_id=other_key_id, chat_id=chat_id))


async def report(app: App, key: KeyState, chat_id: int) -> int:
    """Note that the other side sends spam; gives whose account that is. CHAT_ID_INVALID.

    What it sent is nobody's to see.
    """
    account_id = key.account_id or 0
    chat = await app.store.encrypted_chat(chat_id)
    if chat is None or account_id not in (chat.admin_id, chat.participant_id):
        raise errors.ChatIdInvalid
    await app.store.report_chat(chat_id, by_admin=account_id == chat.admin_id)
    return chat.other_side(account_id)[0]


async def tell_ended_chats(app: App) -> None:
    """Tell the other side of chats that ended with somebody's device or account.

    Whoever is not there, or asks before this, learns it by the difference.
    """
    while ended := await app.store.take_ended_chats(at_most=_TOLD_AT_ONCE):
        for told in ended:
            app.bus.publish(told)
