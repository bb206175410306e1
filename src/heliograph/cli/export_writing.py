"""Writing an export: pages of an account are asked for, shaped, and put into two files."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from heliograph.cli.export_folder import JsonFile, MediaWriter
from heliograph.cli.reach import Ask
from heliograph.domain.exports import (
    ExportBegun,
    ExportedAccount,
    ExportedDialog,
    ExportedGroup,
    ExportedMessages,
    ExportedPosts,
    Person,
    Restricted,
)
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.domain.permissions import is_inside
from heliograph.export import account as parts
from heliograph.export.beside import account_value
from heliograph.export.messages import message_value
from heliograph.export.people import People, bare_id, chat_type, shown
from heliograph.export.places import Places
from heliograph.export.texts import Value

RESULT_FILE = "result.json"
ACCOUNT_FILE = "account.json"

Record = TypeVar("Record")


class AccountReader:
    """An export's pages as records, whoever gives them out."""

    def __init__(self, ask: Ask, begun: ExportBegun) -> None:
        self.begun = begun
        self._ask = ask

    def account(self) -> ExportedAccount:
        return as_record(self._page("export.account"), ExportedAccount)

    def dialogs(self) -> list[ExportedDialog]:
        """The one with the newest message first."""
        found: list[ExportedDialog] = []
        while page := as_records(
            self._page("export.dialogs", after=found[-1].person.id if found else None),
            ExportedDialog,
        ):
            found += page
        return sorted(found, key=lambda one: (-one.date, one.person.id))

    def messages(self, peer_id: int) -> Iterator[ExportedMessages]:
        """A dialog's messages, oldest first, page by page."""
        after = 0
        while True:
            up_to = self.begun.up_to_id
            found = self._page("export.messages", peer=peer_id, up_to=up_to, after=after)
            page = as_record(found, ExportedMessages)
            if not page.messages:
                return
            yield page
            after = page.messages[-1].id

    def posts(self, peer_id: int) -> Iterator[ExportedPosts]:
        """What the account wrote in a channel, oldest first, page by page."""
        after, over = 0, False
        while not over:
            found = self._page("export.posts", peer=peer_id, after=after)
            page = as_record(found, ExportedPosts)
            yield page
            after, over = page.reached, page.over

    def scheduled(self) -> list[Message]:
        """What waits to be sent, by dialog and in a dialog as it is due."""
        found: list[Message] = []
        while page := as_records(
            self._page(
                "export.scheduled",
                peer=found[-1].peer_id if found else None,
                after=found[-1].id if found else 0,
            ),
            Message,
        ):
            found += page
        return sorted(found, key=lambda one: (one.peer_id, one.date, one.id))

    def content(self, sha256: bytes, offset: int) -> bytes | None:
        found = self._page("export.media", sha256=sha256.hex(), offset=offset)
        return None if found is None else msgspec.convert(found, bytes)

    def _page(self, cmd: str, **args: Any) -> Any:
        return self._ask(cmd, export=self.begun.export_id, **args)


class AccountWriter:
    """Writes both files, and with them the media that messages show."""

    def __init__(self, reader: AccountReader, media: MediaWriter, folder: Path) -> None:
        self._reader = reader
        self._media = media
        self._folder = folder
        self.chats = 0
        self.messages = 0

    def write(self) -> "AccountWriter":
        found, dialogs = self._reader.account(), self._reader.dialogs()
        with JsonFile(self._folder / RESULT_FILE) as out:
            out.begin()
            self._write_account(out, found)
            self._write_chats(out, dialogs, found.leftovers.channels)
            out.end()
        with JsonFile(self._folder / ACCOUNT_FILE) as out:
            out.begin()
            scheduled = self._scheduled(dialogs)
            whole = account_value(
                found,
                dialogs,
                scheduled,
                exported=self._reader.begun.date,
                places=Places("", self._media.save),
            )
            for key, value in whole.items():
                out.put(value, key)
            out.end()
        return self

    def _write_account(self, out: JsonFile, found: ExportedAccount) -> None:
        out.put(parts.ABOUT, "about")
        out.put(parts.personal_information(found), "personal_information")
        out.begin("profile_pictures", opening="[")
        for picture in parts.profile_pictures(found, Places("", self._media.save)):
            out.put(picture)
        out.end("]")
        out.put(parts.contacts(found), "contacts")
        out.put(parts.frequent_contacts(found), "frequent_contacts")
        out.put(parts.sessions(found), "sessions")
        out.put(parts.web_sessions(), "web_sessions")
        out.put({"about_meta": parts.ABOUT_OTHER, "file": ACCOUNT_FILE}, "other_data")

    def _write_chats(
        self, out: JsonFile, dialogs: Sequence[ExportedDialog], channels: Sequence[ExportedGroup]
    ) -> None:
        """Chats, with what the account wrote in channels; those that it is not in any more apart,
        as Telegram Desktop has them."""
        inside = [one.group for one in channels if is_inside(one.role)]
        left = [one.group for one in channels if not is_inside(one.role)]
        chats = [*(one.person for one in dialogs if one.messages), *inside]
        digits = len(str(len(chats) + len(left) - 1))
        folders = (f"chats/chat_{number:0{digits}}/" for number in itertools.count(1))
        self._write_list(out, ("chats", parts.ABOUT_CHATS), chats, folders)
        if left:
            self._write_list(out, ("left_chats", parts.ABOUT_LEFT_CHATS), left, folders)

    def _write_list(
        self,
        out: JsonFile,
        named: tuple[str, str],
        chats: Sequence[Person],
        folders: Iterator[str],
    ) -> None:
        key, about = named
        out.begin(key)
        out.put(about, "about")
        out.begin("list", opening="[")
        for person in chats:
            self._write_chat(out, person, Places(next(folders), self._media.save))
        out.end("]")
        out.end()

    def _write_chat(self, out: JsonFile, person: Person, places: Places) -> None:
        kind = chat_type(person, owner_id=self._reader.begun.account_id)
        out.begin()
        if kind != "saved_messages":
            out.put(person.name or None, "name")
        out.put(kind, "type")
        out.put(bare_id(person.id), "id")
        out.begin("messages", opening="[")
        pages: Callable[[int], Iterator[ExportedMessages | ExportedPosts]]
        pages = self._reader.posts if is_channel(person.id) else self._reader.messages
        for page in pages(person.id):
            people = People(page.people)
            restricted = _by_message(page.restricted)
            for message in page.messages:
                of = restricted.get(message.id, ())
                out.put(message_value(message, people, places, restricted=of))
                self.messages += 1
        out.end("]")
        out.end()
        self.chats += 1

    def _scheduled(self, dialogs: Sequence[ExportedDialog]) -> list[Value]:
        """What waits to be sent, each with whom it is for."""
        persons = {one.person.id: one.person for one in dialogs}
        people, places = People(persons.values()), Places("scheduled/", self._media.save)
        made = []
        for message in self._reader.scheduled():
            peer = persons.get(message.peer_id) or Person(id=message.peer_id)
            made.append({"peer": shown(peer), **message_value(message, people, places)})
        return made


def _by_message(restricted: Sequence[Restricted]) -> dict[int, Sequence[Restricted]]:
    ordered = sorted(restricted, key=lambda one: one.message_id)
    grouped = itertools.groupby(ordered, key=lambda one: one.message_id)
    return {message_id: list(some) for message_id, some in grouped}


def as_record(found: Any, kind: type[Record]) -> Record:
    """A command's answer as what it is. Raises msgspec.ValidationError."""
    return msgspec.convert(found, kind, str_keys=True)


def as_records(found: Any, kind: type[Record]) -> list[Record]:
    """As `as_record`, of several."""
    return msgspec.convert(found, list[kind], str_keys=True)  # type: ignore[valid-type]
