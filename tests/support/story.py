"""What happened to a mailbox, as told by pushed updates or by getDifference, to be compared."""

from dataclasses import dataclass, field
from typing import Any

from heliograph.tl import types

Boxed = (
    types.UpdateNewMessage
    | types.UpdateEditMessage
    | types.UpdateDeleteMessages
    | types.UpdateReadHistoryInbox
    | types.UpdateReadHistoryOutbox
    | types.UpdatePinnedMessages
)


@dataclass
class Story:
    """New messages, the last text of each, the last edit of each, deletions and reads by pts."""

    new: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    edits: dict[int, int] = field(default_factory=dict)
    marks: set[tuple[Any, ...]] = field(default_factory=set)

    def add_message(self, message: types.Message) -> None:
        """A new message, with or without its pts."""
        self.new.add(message.id)
        self.texts[message.id] = message.message

    def add(self, update: Boxed) -> None:
        """A change that carries its pts; in pts order."""
        match update:
            case types.UpdateNewMessage():
                self.add_message(update.message)
            case types.UpdateEditMessage():
                self.edits[update.message.id] = update.pts
                self.texts[update.message.id] = update.message.message
            case types.UpdateDeleteMessages():
                self.gone.update(update.messages)
                self.marks.add((update.pts, update.pts_count, "gone", *update.messages))
            case types.UpdatePinnedMessages():
                what = (update.pts_count, "pinned" if update.pinned else "unpinned")
                self.marks.add((update.pts, *what, *update.messages))
            case _:
                name = type(update).__name__
                self.marks.add((update.pts, name, update.peer.user_id, update.max_id))

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
