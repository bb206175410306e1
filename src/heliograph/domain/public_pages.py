"""What anybody may see of supergroups and channels on the web, who has no account.

Never more than what a stranger is shown who has one, and of some of that less.
"""

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from heliograph.domain.channels import Channel
from heliograph.domain.chats import Shown
from heliograph.domain.messages import Message
from heliograph.domain.withholding import HIDDEN
from heliograph.domain.words import Sought

MayLook = Callable[[Channel], bool]

_INDEXED, _NOT_INDEXED = "#indexable", "#noindex"
"""What a channel's description says to search engines, as every client can write it."""

_TAG = re.compile(r"(?<!\w)#\w+")

_TOLD = frozenset(
    {"ChannelCreate", "ChatEditTitle", "ChatEditPhoto", "ChatDeletePhoto", "PinMessage"}
)
"""What pages tell of what happened: not who came, went or was made an admin."""


class PreviewRules(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator lets visitors read: posts of `channels`, and of supergroups (`groups`).

    `indexed` lets search engines keep the channels whose description does not say.
    """

    channels: bool
    groups: bool
    indexed: bool = False


class PublicQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Posts with ids below `before`, or above `after`, 0 for no bound: the newest of them, and
    without `before` the oldest above `after`. With something `sought` only what has it."""

    before: int = 0
    after: int = 0
    sought: tuple[Sought, ...] = ()
    limit: int
    scan_max: int
    matches_max: int
    elsewhere: bool = False


class PublicPage(msgspec.Struct, frozen=True, kw_only=True):
    """Posts of a channel, the oldest first, whom they name, and by their ids what they answer.

    `older` and `newer` say whether there are more of them.
    """

    channel: Channel
    posts: tuple[Message, ...]
    sees: tuple[Shown, ...]
    answered: Mapping[int, Message]
    older: bool = False
    newer: bool = False


def shows_card(channel: Channel) -> bool:
    """Whether a page names it: what is private, deleted or unknown must look the same."""
    return channel.public


def shows_posts(channel: Channel, rules: PreviewRules) -> bool:
    """Whether visitors may read what is said in it.

    Where admins wished that newcomers see nothing of before, it is not spread on the web either,
    though by now whoever has an account may read it.
    """
    allowed = rules.channels if channel.broadcast else rules.groups
    return channel.public and allowed and not channel.hidden_history


def shows(message: Message) -> bool:
    """Whether pages show a message of a channel whose posts they show."""
    if message.held is not None and message.held.reason == HIDDEN:
        return False
    return message.action is None or message.action in _TOLD


def may_keep(channel: Channel, message: Message) -> bool:
    """Whether visitors are given files to keep: of protected content they see small pictures."""
    return not (channel.noforwards or message.noforwards)


def is_sought(messages: Sequence[Message]) -> bool:
    """Whether search engines may keep a page of these: none is demoted, withheld or asked about."""
    return not any(
        one.held is not None and (one.held.demoted or one.held.reason) for one in messages
    )


def may_index(channel: Channel, rules: PreviewRules) -> bool:
    """Whether search engines may keep its pages.

    Its owners decide, by a word in the description. What is said in supergroups many have written,
    of whom nobody was asked; what is protected is not to be copied.
    """
    if not channel.broadcast or channel.noforwards or not shows_posts(channel, rules):
        return False
    if channel.demoted or channel.limited:
        return False
    said = set(_TAG.findall(channel.about.lower()))
    if _NOT_INDEXED in said:
        return False
    return rules.indexed or _INDEXED in said


def cut_whole(found: Sequence[Message], limit: int) -> Sequence[Message]:
    """The first `limit` messages, and those that follow in the same album as the last of them."""
    end = min(limit, len(found))
    while 0 < end < len(found) and album_of(found[end]) == album_of(found[end - 1]) != 0:
        end += 1
    return found[:end]


def album_of(message: Message) -> int:
    """The id of the album that a message is part of, 0 for none."""
    return message.extras.grouped_id if message.extras is not None else 0
