"""What the clients of one run were told by the store, to hold it against what a disk kept."""

from dataclasses import dataclass, field
from typing import Any

from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Draft
from support.powercut.recording import Recording

Subject = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """An operation moved these mailboxes, all of them or none."""

    changes: tuple[MailboxChange, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody was shown a mailbox at this pts."""

    owner_id: int
    pts: int


@dataclass(frozen=True, slots=True)
class Holds:
    """The value of `subject` is at least version `version` of those in `Ledger.values`."""

    subject: Subject
    version: int


@dataclass
class Ledger:
    """Everything the clients asked for and were told; complete once the run has ended.

    `changes` is the true past of every mailbox by pts, learned from the results; `values` lists
    what was written to each subject in order, by one client at a time.
    """

    recording: Recording
    changes: dict[int, dict[int, MailboxChange]] = field(default_factory=dict)
    operations: list[Done] = field(default_factory=list)
    values: dict[Subject, list[Any]] = field(default_factory=dict)
    sends: list[tuple[Draft, Sent]] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)

    def done(self, changes: tuple[MailboxChange, ...]) -> None:
        """The store answered that these changes are made."""
        claim = Done(tuple(c for c in changes if c.pts_count > 0))
        self.recording.acknowledge(claim)
        self.operations.append(claim)
        for change in claim.changes:
            self.changes[change.owner_id][change.pts] = change

    def sent(self, draft: Draft, sent: Sent) -> None:
        """The store answered that a message is sent. A repeat only shows where it stands."""
        if sent.repeated:
            self.recording.acknowledge(Reached(draft.sender_id, sent.pts))
            return
        self.done(arrivals(sent))
        self.sends.append((draft, sent))

    def reached(self, owner_id: int, pts: int) -> None:
        """The store showed a mailbox at this pts."""
        self.recording.acknowledge(Reached(owner_id, pts))

    def writing(self, subject: Subject, value: Any) -> Holds:
        """Note a value before it is asked for: it may get to the disk unacknowledged."""
        versions = self.values.setdefault(subject, [None])
        versions.append(value)
        return Holds(subject, len(versions) - 1)

    def wrote(self, claim: Holds) -> None:
        """The store answered that the value is written."""
        self.recording.acknowledge(claim)


def arrivals(sent: Sent) -> tuple[MessageArrived, ...]:
    """A send as changes of the mailboxes."""
    own = MessageArrived(
        owner_id=sent.message.owner_id, pts=sent.pts, message=sent.message, sees=()
    )
    if sent.delivered is None:
        return (own,)
    theirs = MessageArrived(
        owner_id=sent.delivered.owner_id, pts=sent.delivered_pts, message=sent.delivered, sees=()
    )
    return own, theirs
