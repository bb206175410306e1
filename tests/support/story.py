"""What happened to a mailbox, as told by pushed updates or by getDifference, to be compared."""

import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from heliograph.tl import types

_KINDS = tomllib.loads((resources.files("heliograph.tl") / "update_kinds.toml").read_text())
_MAILBOX = tuple(getattr(types, f"U{kind[1:]}") for kind in _KINDS["mailbox"])


def takes_pts(update: Any) -> bool:
    """Whether it is a change of the account's mailbox."""
    return isinstance(update, _MAILBOX)


def _words(message: types.Message | types.MessageService) -> str:
    return message.message if isinstance(message, types.Message) else str(message.action)


@dataclass
class Story:
    """New messages, the last text of each, the last edit of each, deletions and reads by pts."""

    new: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    edits: dict[int, int] = field(default_factory=dict)
    marks: set[tuple[Any, ...]] = field(default_factory=set)

    def add_message(self, message: types.Message | types.MessageService) -> None:
        """A new message, with or without its pts."""
        self.new.add(message.id)
        self.texts[message.id] = _words(message)

    def add(self, update: Any) -> None:
        """A change that takes pts; in pts order."""
        match update:
            case types.UpdateNewMessage():
                self.add_message(update.message)
            case types.UpdateEditMessage():
                self.edits[update.message.id] = update.pts
                self.texts[update.message.id] = _words(update.message)
            case types.UpdateDeleteMessages():
                self.gone.update(update.messages)
                self.marks.add((update.pts, update.pts_count, "gone", *update.messages))
            case types.UpdateFolderPeers():
                # The difference tells where the dialog is now.
                self.marks.add((update.pts, *(str(moved.peer) for moved in update.folder_peers)))
            case types.UpdateReadHistoryInbox():
                # Likewise: the folder in it is today's.
                what = (str(update.peer), update.max_id, update.still_unread_count)
                self.marks.add((update.pts, *what))
            case _:
                self.marks.add((update.pts, str(update)))

    def merge(self, later: "Story") -> None:
        """What a client took from a difference goes on from here."""
        self.new |= later.new
        self.gone |= later.gone
        self.texts |= later.texts
        self.edits |= later.edits
        self.marks |= later.marks


def assert_same_story(pushed: Story, told: Story) -> None:
    """`told` by getDifference leaves out what is gone, and edits of what it shows as new."""
    assert told.marks == pushed.marks, told.marks ^ pushed.marks
    assert told.new == pushed.new - pushed.gone, told.new ^ (pushed.new - pushed.gone)
    for message_id, text in told.texts.items():
        assert pushed.texts[message_id] == text, message_id
    expected = {i: p for i, p in pushed.edits.items() if i not in pushed.gone | pushed.new}
    shown = {i: p for i, p in told.edits.items() if i not in pushed.new}
    assert shown == expected
