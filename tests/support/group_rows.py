"""The rows that what becomes of a basic group is decided on."""

from collections.abc import Sequence
from typing import Any

from heliograph.domain.chats import Asker, Chat, ChatContext, Member
from heliograph.domain.people import FIRST_ACCOUNT_ID, Account, Seen
from heliograph.domain.permissions import NOTHING, Right, Role

NOW = 5_000
CHAT_ID = 77
ANN, BEN, CAT, DAN = range(FIRST_ACCOUNT_ID, FIRST_ACCOUNT_ID + 4)


def account(account_id: int, **fields: Any) -> Account:
    return Account(**{"id": account_id, "phone": str(account_id), "first_name": "X"} | fields)


def asks(account_id: int) -> Asker:
    """Somebody who asks for a change of the group, now."""
    return Asker(account_id=account_id, chat_id=CHAT_ID, date=NOW, random_id=1)


def is_in(account_id: int, role: Role = Role.MEMBER, *, by: int = ANN, date: int = 10) -> Member:
    return Member(account_id=account_id, role=role, inviter_id=by, date=date)


def group_of(members: Sequence[Member], **fields: Any) -> Chat:
    """Ann's group, as it stands before the change."""
    inside = sum(one.role >= Role.MEMBER for one in members)
    known = {"id": CHAT_ID, "title": "Hikers", "date": 10, "version": 5, "creator_id": ANN}
    return Chat(**known | {"members": inside} | fields)


def rows(
    account_id: int,
    *members: Member,
    named: Sequence[Seen] = (),
    disabled: bool = False,
    **fields: Any,
) -> ChatContext:
    """What is decided on when an account asks for a change of a group with these people."""
    return ChatContext(
        chat=group_of(members, **fields),
        actor=account(account_id, disabled=disabled),
        members=members,
        named=tuple(named),
    )


def rows_as(role: Role, *, banned: Right = NOTHING, **fields: Any) -> ChatContext:
    """What is decided on when Dan asks, who has that role in Ann's group."""
    members = [is_in(BEN), is_in(DAN, role)]
    if role is not Role.CREATOR:
        members.append(is_in(ANN, Role.CREATOR))
    if role is Role.STRANGER:
        members.remove(is_in(DAN, role))
    return rows(DAN, *members, banned=banned, **fields)
