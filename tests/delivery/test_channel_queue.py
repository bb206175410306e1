"""What waits to be told in a channel."""

from heliograph.delivery.channel_queue import WAITING_MAX, ChannelQueue, Missed, Told
from heliograph.domain.events import MailboxAdvanced, PostPollChanged
from heliograph.domain.message_changes import Deleted
from heliograph.domain.messages import Message


def moved(pts: int) -> MailboxAdvanced:
    return MailboxAdvanced(change=Deleted(owner_id=-1, pts=pts, pts_count=1, ids=()))


def voted(message_id: int, text: str) -> PostPollChanged:
    message = Message(owner_id=0, id=message_id, peer_id=-1, sender_id=1, date=1, text=text)
    return PostPollChanged(message=message)


def drained(queue: ChannelQueue) -> list[Told]:
    return [queue.take() for _ in range(len(queue))]


def test_events_are_told_in_their_order_and_of_a_poll_the_last_state() -> None:
    queue = ChannelQueue()
    first, last, other = voted(7, "one vote"), voted(7, "two votes"), voted(8, "another")
    for event in (moved(1), first, moved(2), last, other):
        queue.add(event)
    assert drained(queue) == [moved(1), last, moved(2), other]


def test_too_many_are_sent_for_whatever_comes_last() -> None:
    for event in (moved(WAITING_MAX), voted(7, "a vote")):
        queue = ChannelQueue()
        for pts in range(WAITING_MAX):
            queue.add(moved(pts))
        queue.add(event)
        queue.add(voted(7, "two votes"))
        assert drained(queue) == [Missed(), voted(7, "two votes")]


def test_votes_in_a_poll_that_waits_take_no_room() -> None:
    queue = ChannelQueue()
    for pts in range(WAITING_MAX - 1):
        queue.add(moved(pts))
    for text in ("one", "two"):
        queue.add(voted(7, text))
    assert len(queue) == WAITING_MAX
    assert drained(queue)[-1] == voted(7, "two")
