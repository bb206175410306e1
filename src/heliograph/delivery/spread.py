"""A group's message as its members are sent it: encoded once for each variant, not for each.

The copies of a text differ in three numbers alone, once a session knows who wrote it.

https://core.telegram.org/api/min
"""

import struct
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from heliograph.domain.access import AccessHasher
from heliograph.domain.chats import SeenChat, Shown
from heliograph.domain.events import MailboxAdvanced, MessageArrived
from heliograph.domain.messages import Message
from heliograph.domain.people import Account, Seen
from heliograph.domain.permissions import Role
from heliograph.domain.spreading import Place
from heliograph.ports.sessions import LiveSession
from heliograph.telemetry import metrics
from heliograph.tl import types
from heliograph.tl.codec import encode
from heliograph.views.chats import chat
from heliograph.views.messages import message as message_view
from heliograph.views.users import min_user

_KNOWN_MAX = 1_000
"""People of whom is remembered that a session knows them: about 100 KB; then it begins anew."""

_WORD = 4
_ONE = (0x01010101, 0x02020202, 0x03030303)
_OTHER = (0x11111111, 0x12121212, 0x13131313)
"""Two sets of what copies differ in: where a message made with one differs from that made with the
other are the places of the three."""


def may_spread(message: Message) -> bool:
    """Whether members are shown the same but for numbers: files and votes are each one's own, and
    what happened in a group may be the last that somebody hears of it."""
    return message.extras is None and message.poll is None and message.action is None


def note_shown(sessions: Iterable[LiveSession], people: Sequence[Account]) -> None:
    """They are shown these in full: the next time a name is enough."""
    for session in sessions:
        known = session.people_shown
        if len(known) >= _KNOWN_MAX:
            known.clear()
        known.update((one.id, hash(one)) for one in people)


class Worded(MailboxAdvanced, frozen=True, kw_only=True):
    """A message that came to a mailbox, with the words that all members are sent."""

    place: Place
    wording: "Wording"


class Wording:
    """One message on its way; `sees` are the group and everybody named, as its author sees them."""

    def __init__(
        self, message: Message, sees: Iterable[Shown], *, date: int, access: AccessHasher
    ) -> None:
        self.message = message
        self.people = [one.account for one in sees if isinstance(one, Seen)]
        self._hashes = {one.id: hash(one) for one in self.people}.items()
        self._chats = [one for one in sees if isinstance(one, SeenChat)]
        self._date = date
        self._access = access
        self._variants: dict[tuple[int, int, bool, bool], _Variant] = {}

    def is_enough_for(self, session: LiveSession) -> bool:
        """Whether it was shown everybody who is named in full, as they are by now."""
        return self._hashes <= session.people_shown.items()

    def at(self, place: Place) -> Worded:
        """What becomes of one member's mailbox."""
        arrived = MessageArrived(
            owner_id=place.owner_id, pts=place.pts, message=self.message, sees=()
        )
        return Worded(change=arrived, place=place, wording=self)

    def body(self, place: Place, layer: int) -> bytes:
        """The update for one place, encoded."""
        key = (layer, place.role, place.called, place.reply_to_id is not None)
        variant = self._variants.get(key)
        if variant is None:
            variant = self._variants[key] = self._variant(place, layer)
            metrics.UPDATES.note(1)
        return variant.filled((place.message_id, place.pts, place.reply_to_id or 0))

    def _variant(self, place: Place, layer: int) -> "_Variant":
        one, other = (encode(self._updates(place, numbers), layer) for numbers in (_ONE, _OTHER))
        return _Variant(one, other)

    def _updates(self, place: Place, numbers: tuple[int, int, int]) -> types.Updates:
        message_id, pts, reply_to_id = numbers
        copy = replace(
            copy_of(self.message, place),
            id=message_id,
            reply_to_id=None if place.reply_to_id is None else reply_to_id,
        )
        arrived = types.UpdateNewMessage(
            message=message_view(copy, self._access), pts=pts, pts_count=1
        )
        role = Role(place.role)
        return types.Updates(
            updates=[arrived],
            users=[min_user(one) for one in self.people],
            chats=[chat(replace(one, viewer_id=0, role=role), self._access) for one in self._chats],
            date=self._date,
            seq=0,
        )


class _Variant:
    """An encoded update with the places of its numbers."""

    def __init__(self, one: bytes, other: bytes) -> None:
        # What stands between the numbers, with room for them.
        self._pieces: list[bytes | int] = []
        self._places: list[tuple[int, int]] = []
        begin, layout = 0, "<"
        for at in range(0, len(one), _WORD):
            word = one[at : at + _WORD]
            if word != other[at : at + _WORD]:
                self._places.append(
                    (len(self._pieces) + 1, _ONE.index(int.from_bytes(word, "little")))
                )
                self._pieces += [one[begin:at], 0]
                layout += f"{at - begin}si"
                begin = at + _WORD
        self._pieces.append(one[begin:])
        self._layout = struct.Struct(f"{layout}{len(one) - begin}s")

    def filled(self, numbers: tuple[int, int, int]) -> bytes:
        """With the numbers of one copy."""
        pieces = self._pieces
        for at, number in self._places:
            pieces[at] = numbers[number]
        return self._layout.pack(*pieces)


def copy_of(message: Message, place: Place) -> Message:
    """Somebody's copy of a message, made of the sender's."""
    return replace(
        message,
        owner_id=place.owner_id,
        id=place.message_id,
        reply_to_id=place.reply_to_id,
        calls_owner=place.called,
        unheeded=place.called,
    )
