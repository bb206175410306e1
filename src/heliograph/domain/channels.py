"""Supergroups and channels: the records, and how one viewer sees them.

Both are a *channel*: one mailbox that everybody in it reads. In a broadcast channel only admins
write; in a supergroup everybody does.

https://core.telegram.org/api/channel
"""

from collections.abc import Mapping

import msgspec

from heliograph.domain.appearance import PLAIN, Appearance
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.peers import channel_peer
from heliograph.domain.people import Account, Seen, Username, is_bot
from heliograph.domain.permissions import (
    NOTHING,
    AdminRight,
    Kind,
    Right,
    Role,
    Standing,
    is_inside,
)
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.domain.telling import Told
from heliograph.domain.withholding import Held

NO_RIGHTS = AdminRight(0)


class Channel(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """A supergroup, or a channel if it is `broadcast`. `members` counts who is in it.

    `banned` is what members may not do, `reactions` None for all, `slow_mode` the seconds between
    two posts of a member, `linked_id` the channel's discussion group or the group's channel, 0 for
    none; `closed` says that its creator has deleted it. `username` is the first that finds it;
    `usernames` are all in their order if it has been given others, and empty if not.
    `scam` and `fake` warn everybody of it. Of a decision, nobody posts in what is `read_only`,
    `pace` are the seconds between two posts in a channel, or two of whomever in a supergroup, what
    has `ended` is `closed`, too; what is `demoted` is found by its address alone, and of what is
    `limited` decisions hold something that its viewers are shown. With `anti_spam` its admins have
    the operator's rules look at what members say.
    """

    id: int
    broadcast: bool = False
    title: str
    about: str = ""
    date: int
    creator_id: int
    members: int
    username: str = ""
    banned: Right = NOTHING
    noforwards: bool = False
    signatures: bool = False
    slow_mode: int = 0
    hidden_history: bool = False
    hidden_members: bool = False
    join_to_send: bool = False
    join_request: bool = False
    forum: bool = False
    linked_id: int = 0
    ttl_period: int = 0
    photo: ShownPhoto | None = None
    reactions: ChosenReactions | None = None
    closed: bool = False
    usernames: tuple[Username, ...] = ()
    scam: bool = False
    fake: bool = False
    read_only: bool = False
    pace: int = 0
    ended: bool = False
    demoted: bool = False
    limited: bool = False
    anti_spam: bool = False
    appearance: Appearance = PLAIN

    @property
    def peer_id(self) -> int:
        """What stands in the place of an account's id, and whose its mailbox is."""
        return channel_peer(self.id)

    @property
    def kind(self) -> Kind:
        """Which rules hold in it."""
        return Kind.CHANNEL if self.broadcast else Kind.SUPERGROUP

    @property
    def public(self) -> bool:
        """Whether anybody finds it, and may read it without being in it."""
        return bool(self.username) and not self.closed

    @property
    def hides_history(self) -> bool:
        """Whether newcomers are not shown what was said before them.

        That may be asked for in any supergroup, and holds where somebody could not find it without
        coming in: not in public ones, those that belong to a channel, and forums.
        """
        return self.hidden_history and not (self.public or self.linked_id or self.forum)


class ChannelMember(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is or was in a channel, or is kept out of it.

    `rights` are an admin's, `banned` what is forbidden to them alone until `until` (0 for good),
    by `by_id` both. `read_inbox_max_id` and `read_outbox_max_id` are as a dialog's; `own_unread`
    counts their own posts above the first. What was said up to `hidden_up_to` is not for them.
    `posted` is when they wrote last.
    """

    account_id: int
    role: Role
    inviter_id: int
    date: int
    rights: AdminRight = NO_RIGHTS
    banned: Right = NOTHING
    until: int = 0
    by_id: int = 0
    rank: str = ""
    read_inbox_max_id: int = 0
    read_outbox_max_id: int = 0
    own_unread: int = 0
    hidden_up_to: int = 0
    posted: int = 0


class SeenChannel(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """A channel with what it is to one viewer, who is `role` there.

    `beside` says that they may look into the channel whose discussion group it is, looked up for
    who is not in it. `held` is what decisions hold of it for them: of what is withheld the channel
    here has no title, photo and description of its own.
    """

    channel: Channel
    viewer_id: int
    role: Role
    rights: AdminRight = NO_RIGHTS
    banned: Right = NOTHING
    until: int = 0
    beside: bool = False
    held: Held | None = None

    @property
    def standing(self) -> Standing:
        """What the viewer is there and what limits them."""
        return Standing(
            role=self.role,
            rights=self.rights,
            banned=self.banned,
            until=self.until,
            default_banned=self.channel.banned,
            kind=self.channel.kind,
            bot=is_bot(self.viewer_id),
            guests=self.guests,
        )

    @property
    def guests(self) -> bool:
        """Whether who may look into it writes there without being in it: to talk about posts."""
        record = self.channel
        discusses = record.linked_id > 0 and not record.broadcast and not record.join_to_send
        return discusses and self.readable

    @property
    def inside(self) -> bool:
        """Whether the viewer gets what is said in it."""
        return is_inside(self.role) and not self.channel.closed

    @property
    def readable(self) -> bool:
        """Whether the viewer may look into it: who is in it, and anybody if it is public.

        Into a discussion group also whoever may look into its channel.
        """
        if self.channel.closed or self.role is Role.REMOVED:
            return False
        return is_inside(self.role) or self.channel.public or self.beside


class ChannelContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a change of a channel is decided on: true at the moment it commits.

    `member` is what the asker is there, None for who was never in it; `others` what the accounts
    are that the change is about, who are `named` as the asker sees them, `admins` all who have a
    say in it if somebody is named, and `bots` how many programs are in it. `holder_id` is who has
    the username that is asked for, `top_id` the newest message's id, `joined` in how many channels
    the asker is, `joined_by` the same of the named. `beside` says that the asker, who is not in it,
    may look into the channel whose discussion group it is.
    """

    channel: Channel
    actor: Account
    member: ChannelMember | None = None
    others: tuple[ChannelMember, ...] = ()
    named: tuple[Seen, ...] = ()
    holder_id: int | None = None
    top_id: int = 0
    joined: int = 0
    joined_by: Mapping[int, int] = {}
    admins: tuple[ChannelMember, ...] = ()
    bots: int = 0
    beside: bool = False

    @property
    def standing(self) -> Standing:
        """What the asker is in the channel."""
        return standing_of(self.channel, self.member)

    def other(self, account_id: int) -> ChannelMember | None:
        """What somebody the change is about is in it, None for who was never in it."""
        return next((one for one in self.others if one.account_id == account_id), None)


class ChannelDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written: the channel, those in it who changed, what is told in it, and by whom
    (`teller_id`, None for who asked)."""

    channel: Channel
    changed: tuple[ChannelMember, ...] = ()
    told: Told | None = None
    teller_id: int | None = None


def standing_of(channel: Channel, member: ChannelMember | None) -> Standing:
    """What somebody is in a channel and what limits them."""
    if member is None:
        return Standing(
            role=Role.STRANGER,
            rights=NO_RIGHTS,
            default_banned=channel.banned,
            kind=channel.kind,
        )
    return Standing(
        role=member.role,
        rights=member.rights,
        banned=member.banned,
        until=member.until,
        default_banned=channel.banned,
        kind=channel.kind,
        bot=is_bot(member.account_id),
    )
