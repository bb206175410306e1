"""What was done in a channel, as its admins are told.

https://core.telegram.org/api/recent-actions
"""

from collections.abc import Mapping

from msgspec.structs import replace

from heliograph.domain.access import AccessHasher
from heliograph.domain.channel_log import (
    Action,
    AdminChanged,
    Brought,
    Came,
    CameBy,
    ColorChanged,
    DefaultsChanged,
    InviteTouched,
    LimitsChanged,
    LogEntry,
    MessageEdited,
    MessageTouched,
    NumberChanged,
    PhotoChanged,
    RankChanged,
    ReactionsChanged,
    Switched,
    TextChanged,
    TopicEdited,
    TopicPinned,
    TopicTouched,
)
from heliograph.domain.channels import Channel, ChannelMember
from heliograph.domain.chat_invites import ChatInvite
from heliograph.domain.messages import Message
from heliograph.domain.topics import Topic
from heliograph.tl import types
from heliograph.views.appearance import peer_color
from heliograph.views.chat_invites import exported, told_of
from heliograph.views.messages import message as message_view
from heliograph.views.participants import participant
from heliograph.views.rights import banned_rights, chosen_reactions
from heliograph.views.short_topics import short_topic


class LogView:
    """Entries of one channel for one viewer; `photos` are those of its photos that are still there,
    by id, `owns` says that the viewer is its creator."""

    def __init__(
        self,
        channel: Channel,
        *,
        viewer_id: int,
        access: AccessHasher,
        photos: Mapping[int, types.TypePhoto],
        owns: bool = False,
    ) -> None:
        self._channel = channel
        self._owns = owns
        self._viewer_id = viewer_id
        self._access = access
        self._photos = photos

    def event(self, entry: LogEntry) -> types.ChannelAdminLogEvent:
        """https://core.telegram.org/constructor/channelAdminLogEvent"""
        return types.ChannelAdminLogEvent(
            id=entry.id,
            date=entry.date,
            user_id=entry.account_id,
            action=self._action(entry.action, entry.date),
        )

    def _action(self, action: Action, date: int) -> types.TypeChannelAdminLogEventAction:
        match action:
            case TextChanged() | NumberChanged():
                return _named(action.what, prev_value=action.before, new_value=action.after)
            case Switched():
                return _named(action.what, new_value=action.on)
            case PhotoChanged():
                return types.ChannelAdminLogEventActionChangePhoto(
                    prev_photo=self._photo(action.before_id), new_photo=self._photo(action.after_id)
                )
            case ReactionsChanged():
                return types.ChannelAdminLogEventActionChangeAvailableReactions(
                    prev_value=chosen_reactions(action.before),
                    new_value=chosen_reactions(action.after),
                )
            case DefaultsChanged():
                return types.ChannelAdminLogEventActionDefaultBannedRights(
                    prev_banned_rights=banned_rights(action.before),
                    new_banned_rights=banned_rights(action.after),
                )
            case MessageTouched():
                return _named(action.what, message=self._message(action.message))
            case MessageEdited():
                return types.ChannelAdminLogEventActionEditMessage(
                    prev_message=self._message(action.before),
                    new_message=self._message(action.after),
                )
            case InviteTouched(after=ChatInvite() as after):
                return types.ChannelAdminLogEventActionExportedInviteEdit(
                    prev_invite=self._invite(action.invite), new_invite=self._invite(after)
                )
            case InviteTouched():
                return _named(action.what, invite=self._invite(action.invite))
            case _:
                return self._of_members(action, date)

    def _of_members(
        self,
        action: Came | CameBy | Brought | AdminChanged | LimitsChanged | RankChanged | object,
        date: int,
    ) -> types.TypeChannelAdminLogEventAction:
        match action:
            case TopicTouched() | TopicEdited() | TopicPinned():
                return self._of_topic(action)
            case ColorChanged():
                return _named(
                    action.what, prev_value=_color(action.before), new_value=_color(action.after)
                )
            case Came():
                return types.ChannelAdminLogEventActionParticipantJoin()
            case CameBy(approved_by=0, invite=ChatInvite() as invite):
                return types.ChannelAdminLogEventActionParticipantJoinByInvite(
                    invite=self._invite(invite)
                )
            case CameBy(invite=invite):
                return types.ChannelAdminLogEventActionParticipantJoinByRequest(
                    invite=types.ChatInvitePublicJoinRequests()
                    if invite is None
                    else self._invite(invite),
                    approved_by=action.approved_by,
                )
            case Brought():
                return types.ChannelAdminLogEventActionParticipantInvite(
                    participant=self._participant(action.member, date)
                )
            case AdminChanged():
                return types.ChannelAdminLogEventActionParticipantToggleAdmin(
                    prev_participant=self._participant(action.before, date),
                    new_participant=self._participant(action.after, date),
                )
            case LimitsChanged():
                return types.ChannelAdminLogEventActionParticipantToggleBan(
                    prev_participant=self._participant(action.before, date),
                    new_participant=self._participant(action.after, date),
                )
            case RankChanged():
                return types.ChannelAdminLogEventActionParticipantEditRank(
                    user_id=action.account_id, prev_rank=action.before, new_rank=action.after
                )
        return types.ChannelAdminLogEventActionParticipantLeave()

    def _of_topic(
        self, action: TopicTouched | TopicEdited | TopicPinned
    ) -> types.TypeChannelAdminLogEventAction:
        match action:
            case TopicEdited():
                return types.ChannelAdminLogEventActionEditTopic(
                    prev_topic=self._topic(action.before), new_topic=self._topic(action.after)
                )
            case TopicPinned():
                topic = self._topic(action.topic)
                return types.ChannelAdminLogEventActionPinTopic(
                    prev_topic=None if action.pinned else topic,
                    new_topic=topic if action.pinned else None,
                )
        return _named(action.what, topic=self._topic(action.topic))

    def _participant(self, member: ChannelMember, date: int) -> types.TypeChannelParticipant:
        """As they were then."""
        return participant(self._channel, member, viewer_id=self._viewer_id, now=date)

    def _invite(self, invite: ChatInvite) -> types.ChatInviteExported:
        """As it was, to the creator whole."""
        return exported(invite) if self._owns else told_of(invite, self._viewer_id)

    def _message(self, message: Message) -> types.TypeMessage:
        """As it was, to the viewer."""
        return message_view(replace(message, owner_id=self._viewer_id), self._access)

    def _topic(self, topic: Topic) -> types.ForumTopic:
        """As it was."""
        return short_topic(topic, viewer_id=self._viewer_id, peer_id=self._channel.peer_id)

    def _photo(self, photo_id: int) -> types.TypePhoto:
        return self._photos.get(photo_id) or types.PhotoEmpty(id=photo_id)


def _color(color: int | None) -> types.PeerColor:
    return peer_color(color) or types.PeerColor()


def _named(what: str, **fields: object) -> types.TypeChannelAdminLogEventAction:
    made: types.TypeChannelAdminLogEventAction
    made = getattr(types, f"ChannelAdminLogEventAction{what}")(**fields)
    return made
