"""Whom a client must know to show what changed for an account alone."""

import pytest

from heliograph.domain.account_events import (
    AccountChange,
    ConfigChanged,
    ContactPhotoChanged,
    DialogPinned,
    FiltersChanged,
    ForumViewChanged,
    MessageReactionsChanged,
    NotifySettingsChanged,
    PeerBlockedChanged,
    PeopleChanged,
    PersonChanged,
    PinnedDialogsChanged,
    PinnedSavedChanged,
    PollChanged,
    PrivacyChanged,
    ScheduledChanged,
    ScheduledGone,
    TimerChanged,
    UnreadMarkChanged,
    UnsentChanged,
    people_named,
)
from heliograph.domain.dialogs import Unsent
from heliograph.domain.extras import Extras
from heliograph.domain.messages import Message
from heliograph.domain.notifications import NO_SETTINGS, NotifyScope, NotifyTarget
from heliograph.domain.privacy import PrivacyKey, Rule, RuleKind

MESSAGE = Message(
    owner_id=1, id=5, peer_id=2, sender_id=2, date=0, text="x", extras=Extras(via_bot_id=9)
)
RULES = (
    Rule(RuleKind.DISALLOW_USERS, (4, 6)),
    Rule(RuleKind.ALLOW_CHAT_PARTICIPANTS, (77,)),
    Rule(RuleKind.ALLOW_USERS, (5,)),
    Rule(RuleKind.DISALLOW_ALL),
)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (PeerBlockedChanged(peer_id=4, blocked=True), (4,)),
        (DialogPinned(peer_id=4, folder_id=0, pinned=True), (4,)),
        (UnreadMarkChanged(peer_id=4, unread=True), (4,)),
        (ForumViewChanged(peer_id=4, as_messages=True), (4,)),
        (TimerChanged(peer_id=4, period=60), (4,)),
        (ScheduledGone(peer_id=4, ids=(8,)), (4,)),
        (UnsentChanged(peer_id=4, unsent=None, date=0), (4,)),
        (UnsentChanged(peer_id=4, unsent=Unsent(date=0, reply_peer_id=6), date=0), (4, 6)),
        (PinnedDialogsChanged(folder_id=0, order=(6, 4)), (6, 4)),
        (PinnedSavedChanged(order=(6, 4)), (6, 4)),
        (PrivacyChanged(key=PrivacyKey.FORWARDS, rules=RULES), (4, 6, 5)),
        (
            NotifySettingsChanged(target=NotifyTarget(NotifyScope.PEER, 4), settings=NO_SETTINGS),
            (4,),
        ),
        (NotifySettingsChanged(target=NotifyTarget(NotifyScope.USERS), settings=NO_SETTINGS), ()),
        (PeopleChanged(peer_ids=(4, 6)), (4, 6)),
        (ContactPhotoChanged(peer_id=4), (4,)),
        (PersonChanged(user_id=4), (4,)),
        (MessageReactionsChanged(message=MESSAGE), (1, 2, 2, 9)),
        (PollChanged(message=MESSAGE), (1, 2, 2, 9)),
        (ScheduledChanged(message=MESSAGE), (1, 2, 2, 9)),
        (ConfigChanged(), ()),
        (FiltersChanged(), ()),
    ],
)
def test_a_change_names_whom_it_shows(change: AccountChange, named: tuple[int, ...]) -> None:
    assert people_named(change) == named
