"""What the actions work with: the ports and the rules' numbers, composed once per process."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from weakref import WeakValueDictionary

import msgspec

from heliograph.actions.showing import Showing
from heliograph.domain.channel_admins import ChannelLimits
from heliograph.domain.chats import ChatLimits
from heliograph.domain.composing import MessageLimits
from heliograph.domain.files import Quota
from heliograph.domain.interests import Interests
from heliograph.domain.online_counts import OnlineCounts
from heliograph.domain.post_views import PostViews
from heliograph.domain.push import PushRules
from heliograph.domain.reactions import ReactionLimits
from heliograph.domain.sign_in import CodeLimits, Registration
from heliograph.domain.terms import Terms
from heliograph.domain.two_step import TwoStepLimits
from heliograph.ports.blobs import Blobs
from heliograph.ports.bus import Bus
from heliograph.ports.clock import Clock
from heliograph.ports.compute import Compute
from heliograph.ports.mailer import Mailer
from heliograph.ports.messenger import Messenger
from heliograph.ports.pause import Pause
from heliograph.ports.probe import Probe
from heliograph.ports.random import Random
from heliograph.ports.sessions import Sessions
from heliograph.ports.spawn import Spawn
from heliograph.ports.staging import Staging
from heliograph.ports.store import Store

LookAt = Callable[[int, int, Sequence[str]], Awaitable[bool]]
"""Who is about to say something, in which dialog, and what; whether its admins do not want it."""


class App(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an action may need.

    `code_secret` keys the MACs that hide codes, `password_secret` makes salts and challenges.
    `removing_blobs` is held from choosing blobs that go until they are gone, `looking` by account
    while a file of it is looked at, `keeping` while one is made where bytes are counted. `showing`
    knows the files of messages that are being sent. `terms` are those the operator wrote, None
    without any. `look_at` has texts looked at that are said in public, None without rules for it.
    """

    store: Store
    blobs: Blobs
    probe: Probe
    staging: Staging
    bus: Bus
    clock: Clock
    random: Random
    messenger: Messenger
    mailer: Mailer
    compute: Compute
    sessions: Sessions
    spawn: Spawn
    pause: Pause
    registration: Registration
    code_secret: bytes
    password_secret: bytes
    message_limits: MessageLimits
    reaction_limits: ReactionLimits
    code_limits: CodeLimits
    two_step_limits: TwoStepLimits
    removing_blobs: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    looking: WeakValueDictionary[int, asyncio.Lock] = msgspec.field(
        default_factory=WeakValueDictionary
    )
    keeping: WeakValueDictionary[int, asyncio.Lock] = msgspec.field(
        default_factory=WeakValueDictionary
    )
    showing: Showing = msgspec.field(default_factory=Showing)
    chat_limits: ChatLimits = ChatLimits()
    interests: Interests = msgspec.field(default_factory=Interests)
    online_counts: OnlineCounts = msgspec.field(default_factory=OnlineCounts)
    post_views: PostViews = msgspec.field(default_factory=PostViews)
    channel_limits: ChannelLimits = ChannelLimits()
    terms: Terms | None = None
    push_rules: PushRules = PushRules()
    quota: Quota = Quota()
    look_at: LookAt | None = None
