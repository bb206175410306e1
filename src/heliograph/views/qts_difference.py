"""What a device missed of its end-to-end chats, or a bot by its qts, put into the difference.

https://core.telegram.org/method/updates.getDifference
"""

from msgspec.structs import replace

from heliograph.domain.access import AccessHasher
from heliograph.domain.bot_events import MissedByBot
from heliograph.domain.encrypted_messages import FIRST_QTS, MissedEncrypted
from heliograph.domain.messages import BoxState
from heliograph.tl import types
from heliograph.views.bot_events import bot_update
from heliograph.views.chats import chats
from heliograph.views.encrypted_chats import (
    chat_update,
    encrypted_chat,
    encrypted_message,
    read_update,
)
from heliograph.views.messages import state
from heliograph.views.users import users


class QtsPart:
    """What goes by `qts`: what a device is told of its chats, or a bot of what bots alone are, and
    where it then stands."""

    def __init__(
        self,
        record: MissedEncrypted | MissedByBot,
        updates: list[types.TypeUpdate],
        messages: list[types.TypeEncryptedMessage],
        access: AccessHasher,
        *,
        asked_qts: int,
    ) -> None:
        self._record = record
        self._people = users(record.sees, access)
        self._groups = chats(record.sees, access)
        self._updates = updates
        self._messages = messages
        # Clients that know no end-to-end chats say 0 for ever.
        self._moved = record.qts != max(asked_qts, FIRST_QTS)

    def into(
        self, answer: types.updates.TypeDifference, box: BoxState
    ) -> types.updates.TypeDifference:
        """The difference with the device's part in it; `box` is where the mailbox then stands.

        Chats stand before the other updates: clients take no message of a chat they don't know.
        """
        if isinstance(answer, types.updates.DifferenceTooLong):
            return answer
        if isinstance(answer, types.updates.DifferenceEmpty):
            if not self._updates and not self._moved:
                return answer
            answer = _nothing(box)
        known = {person.id for person in answer.users}
        answer.users += [one for one in self._people if one.id not in known]
        shown = {chat.id for chat in answer.chats}
        answer.chats += [one for one in self._groups if one.id not in shown]
        answer.other_updates[:0] = self._updates
        answer.new_encrypted_messages = self._messages
        reached = state(replace(box, qts=self._record.qts))
        if isinstance(answer, types.updates.DifferenceSlice):
            answer.intermediate_state = reached
            return answer
        answer.state = reached
        return answer if self._record.final else _begun(answer)


def encrypted_part(
    record: MissedEncrypted,
    access: AccessHasher,
    *,
    account_id: int,
    auth_key_id: int,
    asked_qts: int,
) -> QtsPart:
    """The part of a device."""
    updates = _updates(record, account_id, auth_key_id, access)
    messages = [encrypted_message(one) for one in record.messages]
    return QtsPart(record, updates, messages, access, asked_qts=asked_qts)


def bot_part(record: MissedByBot, access: AccessHasher, *, asked_qts: int) -> QtsPart:
    """The part of a bot."""
    made = (bot_update(one, record.sees) for one in record.updates)
    updates = [update for update in made if update is not None]
    return QtsPart(record, updates, [], access, asked_qts=asked_qts)


def _nothing(box: BoxState) -> types.updates.Difference:
    return types.updates.Difference(
        new_messages=[],
        new_encrypted_messages=[],
        other_updates=[],
        chats=[],
        users=[],
        state=state(box),
    )


def _begun(whole: types.updates.Difference) -> types.updates.DifferenceSlice:
    """The same as the first of several slices."""
    return types.updates.DifferenceSlice(
        new_messages=whole.new_messages,
        new_encrypted_messages=whole.new_encrypted_messages,
        other_updates=whole.other_updates,
        chats=whole.chats,
        users=whole.users,
        intermediate_state=whole.state,
    )


def _updates(
    record: MissedEncrypted, account_id: int, auth_key_id: int, access: AccessHasher
) -> list[types.TypeUpdate]:
    """What chats came to, and what the other side of each has read, if it ever did."""
    made = []
    for chat in record.chats:
        shown = encrypted_chat(chat, account_id, auth_key_id, access)
        if shown is not None:
            made.append(chat_update(shown, chat.changed))
        theirs = chat.participant_read if account_id == chat.admin_id else chat.admin_read
        if theirs.max_date and isinstance(shown, types.EncryptedChat):
            made.append(read_update(chat.id, max_date=theirs.max_date, date=theirs.date))
    return made
