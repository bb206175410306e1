"""People by id, as the owner of the exported account knows them."""

from collections.abc import Iterable, Mapping
from typing import Any

from heliograph.domain.exports import Person
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.people import SERVICE_ACCOUNT_ID


class People:
    """The people of a page."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._known: Mapping[int, Person] = {person.id: person for person in people}

    def name(self, account_id: int) -> str | None:
        """The name, None where nobody has one any more."""
        person = self._known.get(account_id)
        return (person.name or None) if person is not None else None

    def username(self, account_id: int) -> str:
        """`@name`, "" for none."""
        person = self._known.get(account_id)
        return f"@{person.username}" if person is not None and person.username else ""

    def named(self, label: str, account_id: int) -> dict[str, Any]:
        """The two fields that say who."""
        return {label: self.name(account_id), f"{label}_id": peer_key(account_id)}


def peer_key(peer_id: int) -> str:
    """Somebody by id, as the export names peers."""
    kind = "user" if peer_id > 0 else "channel" if is_channel(peer_id) else "chat"
    return f"{kind}{bare_id(peer_id)}"


def bare_id(peer_id: int) -> int:
    """The id that accounts, groups and channels have each for themselves."""
    return channel_of(peer_id) if is_channel(peer_id) else abs(peer_id)


def shown(person: Person) -> dict[str, Any]:
    """Somebody in `account.json`."""
    return {
        "id": bare_id(person.id),
        "name": person.name or None,
        **({"username": f"@{person.username}"} if person.username else {}),
    }


def chat_type(person: Person, *, owner_id: int) -> str:
    """What kind of chat the one with somebody is."""
    if person.id == owner_id:
        return "saved_messages"
    if is_channel(person.id):
        kind = "channel" if person.broadcast else "supergroup"
        return f"{'public' if person.username else 'private'}_{kind}"
    if person.id < 0:
        return "private_group"
    if person.bot and person.id != SERVICE_ACCOUNT_ID:
        return "bot_chat"
    return "personal_chat"
