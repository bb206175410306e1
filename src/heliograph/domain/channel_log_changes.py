"""What a change of a channel is told as in its log: what was before, compared with what is after.

https://core.telegram.org/api/recent-actions
"""

from collections.abc import Iterable

from heliograph.domain.channel_log import (
    Action,
    AdminChanged,
    Brought,
    Came,
    ColorChanged,
    DefaultsChanged,
    LimitsChanged,
    NumberChanged,
    PhotoChanged,
    RankChanged,
    ReactionsChanged,
    Switched,
    TextChanged,
    Went,
)
from heliograph.domain.channels import Channel, ChannelDecision, ChannelMember
from heliograph.domain.permissions import Role, is_inside

_VALUES: dict[str, tuple[str, type[TextChanged] | type[NumberChanged]]] = {
    "title": ("ChangeTitle", TextChanged),
    "about": ("ChangeAbout", TextChanged),
    "username": ("ChangeUsername", TextChanged),
    "slow_mode": ("ToggleSlowMode", NumberChanged),
    "linked_id": ("ChangeLinkedChat", NumberChanged),
    "ttl_period": ("ChangeHistoryTTL", NumberChanged),
}
_SWITCHES = {
    "signatures": "ToggleSignatures",
    "hidden_history": "TogglePreHistoryHidden",
    "noforwards": "ToggleNoForwards",
    "forum": "ToggleForum",
    "anti_spam": "ToggleAntiSpam",
}
_COLORS = {"name_color": "ChangePeerColor", "page_color": "ChangeProfilePeerColor"}


def settings_changed(before: Channel, after: Channel) -> list[Action]:
    """What became of a channel itself."""
    if after.closed:
        return []
    made: list[Action] = []
    for field, (what, made_of) in _VALUES.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            made.append(made_of(what=what, before=old, after=new))
    for field, what in _SWITCHES.items():
        if getattr(before, field) != getattr(after, field):
            made.append(Switched(what=what, on=getattr(after, field)))
    made += _colors_changed(before, after)
    if before.photo != after.photo:
        old_id, new_id = (one.photo.photo_id if one.photo else 0 for one in (before, after))
        made.append(PhotoChanged(before_id=old_id, after_id=new_id))
    if before.reactions != after.reactions:
        made.append(ReactionsChanged(before=before.reactions, after=after.reactions))
    if before.banned != after.banned:
        made.append(DefaultsChanged(before=before.banned, after=after.banned))
    return made


def _colors_changed(before: Channel, after: Channel) -> list[Action]:
    pairs = {
        what: (getattr(before.appearance, field), getattr(after.appearance, field))
        for field, what in _COLORS.items()
    }
    return [
        ColorChanged(what=what, before=old, after=new)
        for what, (old, new) in pairs.items()
        if old != new
    ]


def member_changed(
    actor_id: int, before: ChannelMember | None, after: ChannelMember
) -> list[Action]:
    """What became of somebody in a channel by `actor_id`, who may be themselves."""
    own = actor_id == after.account_id
    if before is None:
        before = _stranger(after)
    made: list[Action] = []
    if is_inside(after.role) and not is_inside(before.role):
        made.append(Came() if own else Brought(member=after))
        before = _as_member(before, after)
    elif own and is_inside(before.role) and not is_inside(after.role):
        return [Went()]
    if (before.banned, before.until) != (after.banned, after.until):
        made.append(LimitsChanged(before=before, after=after))
    elif _power(before) != _power(after):
        made.append(AdminChanged(before=before, after=after))
    elif before.rank != after.rank:
        made.append(RankChanged(account_id=after.account_id, before=before.rank, after=after.rank))
    return made


def _power(member: ChannelMember) -> tuple[Role, int] | None:
    return (member.role, int(member.rights)) if member.role >= Role.ADMIN else None


def _stranger(after: ChannelMember) -> ChannelMember:
    return ChannelMember(
        account_id=after.account_id,
        role=Role.LEFT,
        inviter_id=after.inviter_id,
        date=after.date,
        rank=after.rank,
    )


def _as_member(before: ChannelMember, after: ChannelMember) -> ChannelMember:
    """Who has just come, before anything else was decided of them."""
    return ChannelMember(
        account_id=after.account_id,
        role=Role.MEMBER,
        inviter_id=after.inviter_id,
        date=after.date,
        banned=before.banned,
        until=before.until,
        by_id=before.by_id,
        rank=before.rank,
    )


def logged(
    actor_id: int, before: Channel, members: Iterable[ChannelMember], decision: ChannelDecision
) -> list[Action]:
    """All that a decision does; `members` are those whom it is about, as they were."""
    known = {one.account_id: one for one in members}
    made = settings_changed(before, decision.channel)
    for after in decision.changed:
        made += member_changed(actor_id, known.get(after.account_id), after)
    return made
