"""Notes what devices are to be told of supergroups and channels: a post once, not for each."""

from collections.abc import Coroutine, Iterator, Set

from heliograph.actions.app import App
from heliograph.actions.push_posts import queue_post
from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.message_changes import Deleted, Edited
from heliograph.ports.push import PushPost
from heliograph.telemetry import metrics

_NOTES_MAX = 10_000
"""Channels, and changes of messages, that were not looked at yet; more are left out."""


class PostNotes:
    """What happened in channels since it was asked last."""

    def __init__(self, app: App, post: PushPost) -> None:
        self._app = app
        self._post = post
        self._posted: dict[int, int] = {}
        self._deleted: list[tuple[int, tuple[int, ...]]] = []
        self._edited: list[tuple[int, tuple[int, ...]]] = []

    def note(self, change: MailboxChange) -> bool:
        """Note what became of a channel's mailbox; gives whether there is something to tell."""
        noted = len(self._posted) + len(self._deleted) + len(self._edited)
        peer_id = change.owner_id
        match change:
            case MessageArrived(message=message) if message.action is None:
                if noted >= _NOTES_MAX and peer_id not in self._posted:
                    metrics.PUSH_OVERFLOWS.inc()
                    return False
                self._posted[peer_id] = max(message.id, self._posted.get(peer_id, 0))
            case Deleted(ids=ids) if noted < _NOTES_MAX:
                self._deleted.append((peer_id, ids))
            case Edited(message=message) if noted < _NOTES_MAX:
                self._edited.append((peer_id, (message.id,)))
            case _:
                return False
        return True

    def work(self, accounts: Set[int]) -> Iterator[Coroutine[object, object, int]]:
        """What has devices of these accounts told; each gives how many will be."""
        app, now, bounds = self._app, self._app.clock.now(), self._app.push_rules.bounds
        posted, self._posted = self._posted, {}
        deleted, self._deleted = self._deleted, []
        edited, self._edited = self._edited, []
        for peer_id, message_id in posted.items():
            yield queue_post(app, self._post, accounts, peer_id=peer_id, message_id=message_id)
        for peer_id, ids in edited:
            yield app.store.edit_post_push(peer_id, ids, now=now, bounds=bounds)
        for peer_id, ids in deleted:
            yield app.store.delete_post_push(peer_id, ids, now=now, bounds=bounds)
