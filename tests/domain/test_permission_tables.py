"""Who may do what in supergroups and channels: role x right x what is forbidden x until when.

The tables below are written out by hand from https://core.telegram.org/api/rights and what clients
take for granted; nothing in them is computed by the code under test.
"""

import itertools

import pytest

from heliograph.domain.permissions import (
    NOTHING,
    AdminRight,
    Kind,
    Right,
    Role,
    Standing,
    may,
    may_administer,
    may_delete,
    may_edit,
    may_list,
)

NOW = 1_000_000
NO_RIGHTS = AdminRight(0)

# `admin` has the right of that name (or the one that stands for it), `bare` has no right but to be
# an admin; `-all` is with the right forbidden to all, `-one` to this one alone. `guest` is somebody
# who left where who is not in may write, `program` is a bot.
COLUMNS = (
    *("creator", "creator-all", "admin", "bare", "bare-all", "member", "member-all", "member-one"),
    *("left", "removed", "stranger", "guest", "guest-all", "program", "program-bare"),
)

# What can be forbidden:  creator admin    bare member       out   guest  program
IN_SUPERGROUP = """
VIEW_MESSAGES             y y     y        y y  y n n        n n n  n n    y y
SEND_MESSAGES             y y     y        y y  y n n        n n n  y n    y y
SEND_MEDIA                y y     y        y y  y n n        n n n  y n    y y
SEND_STICKERS             y y     y        y y  y n n        n n n  y n    y y
SEND_GIFS                 y y     y        y y  y n n        n n n  y n    y y
SEND_GAMES                y y     y        y y  y n n        n n n  y n    y y
SEND_INLINE               y y     y        y y  y n n        n n n  y n    y y
EMBED_LINKS               y y     y        y y  y n n        n n n  y n    y y
SEND_POLLS                y y     y        y y  y n n        n n n  y n    y y
CHANGE_INFO               y y     y        y n  y n n        n n n  n n    n n
INVITE_USERS              y y     y        y n  y n n        n n n  n n    n n
PIN_MESSAGES              y y     y        y n  y n n        n n n  n n    n n
MANAGE_TOPICS             y y     y        y n  y n n        n n n  n n    n n
SEND_PHOTOS               y y     y        y y  y n n        n n n  y n    y y
SEND_VIDEOS               y y     y        y y  y n n        n n n  y n    y y
SEND_ROUNDVIDEOS          y y     y        y y  y n n        n n n  y n    y y
SEND_AUDIOS               y y     y        y y  y n n        n n n  y n    y y
SEND_VOICES               y y     y        y y  y n n        n n n  y n    y y
SEND_DOCS                 y y     y        y y  y n n        n n n  y n    y y
SEND_PLAIN                y y     y        y y  y n n        n n n  y n    y y
EDIT_RANK                 y y     y        y y  y n n        n n n  n n    y y
SEND_REACTIONS            y y     y        y y  y n n        n n n  y n    y y
"""

IN_CHANNEL = """
VIEW_MESSAGES             y y     y        y y  y y y        n n n  n n    y y
SEND_MESSAGES             y y     y        n n  n n n        n n n  n n    n n
SEND_MEDIA                y y     y        n n  n n n        n n n  n n    n n
SEND_STICKERS             y y     y        n n  n n n        n n n  n n    n n
SEND_GIFS                 y y     y        n n  n n n        n n n  n n    n n
SEND_GAMES                y y     y        n n  n n n        n n n  n n    n n
SEND_INLINE               y y     y        n n  n n n        n n n  n n    n n
EMBED_LINKS               y y     y        n n  n n n        n n n  n n    n n
SEND_POLLS                y y     y        n n  n n n        n n n  n n    n n
CHANGE_INFO               y y     y        n n  n n n        n n n  n n    n n
INVITE_USERS              y y     y        n n  n n n        n n n  n n    n n
PIN_MESSAGES              y y     y        n n  n n n        n n n  n n    n n
MANAGE_TOPICS             y y     n        n n  n n n        n n n  n n    n n
SEND_PHOTOS               y y     y        n n  n n n        n n n  n n    n n
SEND_VIDEOS               y y     y        n n  n n n        n n n  n n    n n
SEND_ROUNDVIDEOS          y y     y        n n  n n n        n n n  n n    n n
SEND_AUDIOS               y y     y        n n  n n n        n n n  n n    n n
SEND_VOICES               y y     y        n n  n n n        n n n  n n    n n
SEND_DOCS                 y y     y        n n  n n n        n n n  n n    n n
SEND_PLAIN                y y     y        n n  n n n        n n n  n n    n n
EDIT_RANK                 y y     n        n n  n n n        n n n  n n    n n
SEND_REACTIONS            y y     y        y y  y y y        n n n  n n    y y
"""

SENT = [
    line.split()[0] for line in IN_SUPERGROUP.splitlines() if line.startswith(("SEND_", "EMBED_"))
]
SENT.remove("SEND_REACTIONS")

# The admin's right that goes with what can be forbidden, where there is one.
GOES_WITH = {
    Kind.SUPERGROUP: {
        "CHANGE_INFO": AdminRight.CHANGE_INFO,
        "INVITE_USERS": AdminRight.INVITE_USERS,
        "PIN_MESSAGES": AdminRight.PIN_MESSAGES,
        "MANAGE_TOPICS": AdminRight.MANAGE_TOPICS,
    },
    Kind.CHANNEL: {
        "CHANGE_INFO": AdminRight.CHANGE_INFO,
        "INVITE_USERS": AdminRight.INVITE_USERS,
        "PIN_MESSAGES": AdminRight.EDIT_MESSAGES,
        **dict.fromkeys(SENT, AdminRight.POST_MESSAGES),
    },
}

# Seconds from now on, and whether what was forbidden until then still is; 0 is for good.
EXPIRY = [("for good", True), (1, True), (86_400, True), (0, False), (-1, False), (-86_400, False)]


def read(table: str) -> dict[str, dict[str, bool]]:
    """Name -> column -> whether."""
    rows: dict[str, dict[str, bool]] = {}
    for line in table.strip().splitlines():
        name, *cells = line.split()
        assert len(cells) == len(COLUMNS), name
        rows[name] = {column: cell == "y" for column, cell in zip(COLUMNS, cells, strict=True)}
    return rows


TABLES = {Kind.SUPERGROUP: read(IN_SUPERGROUP), Kind.CHANNEL: read(IN_CHANNEL)}


def standing_of(column: str, kind: Kind, right: Right, until: int) -> Standing:
    who, _, condition = column.partition("-")
    roles = {
        "creator": Role.CREATOR,
        "admin": Role.ADMIN,
        "bare": Role.ADMIN,
        "member": Role.MEMBER,
        "left": Role.LEFT,
        "guest": Role.LEFT,
        "removed": Role.REMOVED,
        "stranger": Role.STRANGER,
        "program": Role.ADMIN if condition == "bare" else Role.MEMBER,
    }
    rights = AdminRight.OTHER
    if who == "admin":
        rights |= GOES_WITH[kind].get(str(right.name), NO_RIGHTS)
    return Standing(
        role=roles[who],
        kind=kind,
        rights=rights,
        default_banned=right if condition == "all" else NOTHING,
        banned=right if condition == "one" else NOTHING,
        until=until,
        guests=who == "guest",
        bot=who == "program",
    )


@pytest.mark.parametrize("kind", TABLES)
def test_the_table_has_every_right_that_can_be_forbidden(kind: Kind) -> None:
    of_communities = {"MANAGE_LINKED_PEERS"}
    assert set(TABLES[kind]) == {str(right.name) for right in Right} - of_communities


@pytest.mark.parametrize(("kind", "column"), list(itertools.product(TABLES, COLUMNS)))
@pytest.mark.parametrize(("ends_in", "still"), EXPIRY)
def test_each_may_what_the_table_says_until_it_ends(
    kind: Kind, column: str, ends_in: str | int, *, still: bool
) -> None:
    until = 0 if isinstance(ends_in, str) else NOW + ends_in
    for name, row in TABLES[kind].items():
        right = Right[name]
        standing = standing_of(column, kind, right, until)
        expected = row[column]
        if column == "member-one" and not still:
            expected = row["member"]
        assert may(standing, right, now=NOW) is expected, (name, column, ends_in)


# Forbidding the first forbids all of the second.
STANDS_FOR = {
    "VIEW_MESSAGES": (
        "VIEW_MESSAGES SEND_MESSAGES SEND_MEDIA SEND_STICKERS SEND_GIFS SEND_GAMES SEND_INLINE "
        "EMBED_LINKS SEND_POLLS SEND_PHOTOS SEND_VIDEOS SEND_ROUNDVIDEOS SEND_AUDIOS SEND_VOICES "
        "SEND_DOCS SEND_PLAIN SEND_REACTIONS"
    ),
    "SEND_MESSAGES": (
        "SEND_MESSAGES SEND_MEDIA SEND_STICKERS SEND_GIFS SEND_GAMES SEND_INLINE EMBED_LINKS "
        "SEND_POLLS SEND_PHOTOS SEND_VIDEOS SEND_ROUNDVIDEOS SEND_AUDIOS SEND_VOICES SEND_DOCS "
        "SEND_PLAIN"
    ),
    "SEND_MEDIA": (
        "SEND_MEDIA SEND_STICKERS SEND_GIFS SEND_GAMES SEND_INLINE EMBED_LINKS SEND_POLLS "
        "SEND_PHOTOS SEND_VIDEOS SEND_ROUNDVIDEOS SEND_AUDIOS SEND_VOICES SEND_DOCS"
    ),
}


@pytest.mark.parametrize("forbidden", [right for right in Right if right.bit_count() == 1])
@pytest.mark.parametrize("to_all", [True, False])
def test_forbidding_one_thing_forbids_what_it_stands_for_alone(
    forbidden: Right, *, to_all: bool
) -> None:
    name = str(forbidden.name)
    gone = set(STANDS_FOR.get(name, name).split())
    standing = Standing(
        role=Role.MEMBER,
        kind=Kind.SUPERGROUP,
        default_banned=forbidden if to_all else NOTHING,
        banned=NOTHING if to_all else forbidden,
    )
    left = {str(right.name) for right in Right if not may(standing, right, now=NOW)}
    assert left == gone


# Admins' rights: whether there is such a right in a supergroup, in a channel, and whether a member
# may do it in a supergroup as long as it is forbidden to nobody.
ADMINISTERING = """
CHANGE_INFO              y y  y
POST_MESSAGES            n y  n
EDIT_MESSAGES            n y  n
DELETE_MESSAGES          y y  n
BAN_USERS                y y  n
INVITE_USERS             y y  y
PIN_MESSAGES             y n  y
ADD_ADMINS               y y  n
ANONYMOUS                y n  n
MANAGE_CALL              y y  n
OTHER                    y y  n
MANAGE_TOPICS            y n  y
POST_STORIES             y y  n
EDIT_STORIES             y y  n
DELETE_STORIES           y y  n
MANAGE_DIRECT_MESSAGES   n y  n
MANAGE_RANKS             y n  n
MANAGE_LINKED_PEERS      n n  n
MANAGE_WELCOME_MESSAGES  y y  n
"""
ADMIN_ROWS = {
    AdminRight[line.split()[0]]: [cell == "y" for cell in line.split()[1:]]
    for line in ADMINISTERING.strip().splitlines()
}
OUT = (Role.STRANGER, Role.LEFT, Role.REMOVED)


def test_the_table_has_every_right_of_an_admin() -> None:
    assert set(ADMIN_ROWS) == set(AdminRight)


@pytest.mark.parametrize("right", ADMIN_ROWS)
@pytest.mark.parametrize("kind", [Kind.SUPERGROUP, Kind.CHANNEL])
def test_each_administers_what_the_table_says(kind: Kind, right: AdminRight) -> None:
    in_supergroup, in_channel, members = ADMIN_ROWS[right]
    there = in_supergroup if kind is Kind.SUPERGROUP else in_channel
    members = members and kind is Kind.SUPERGROUP
    # To pin in a channel is to change what is said there.
    pins = kind is Kind.CHANNEL and right is AdminRight.PIN_MESSAGES

    def administers(role: Role, rights: AdminRight = NO_RIGHTS, **fields: bool) -> bool:
        standing = Standing(role=role, kind=kind, rights=rights, **fields)
        return may_administer(standing, right, now=NOW)

    assert administers(Role.CREATOR)
    every = AdminRight(0)
    for one in AdminRight:
        every |= one
    assert administers(Role.ADMIN, right) is (there or (members and not pins))
    assert administers(Role.ADMIN, every & ~right) is (members or pins)
    assert administers(Role.ADMIN, every & ~right, bot=True) is pins
    assert administers(Role.MEMBER) is members
    assert not administers(Role.MEMBER, bot=True)
    for role in OUT:
        assert not administers(role, every)
        assert not administers(role, every, guests=True)


# Changing and taking away what is written: one's own, and others'.
MESSAGES = """
supergroup creator            edit y n  delete y y
supergroup admin              edit y n  delete y n
supergroup DELETE_MESSAGES    edit y n  delete y y
supergroup EDIT_MESSAGES      edit y n  delete y n
supergroup member             edit y n  delete y n
supergroup left               edit n n  delete n n
supergroup removed            edit n n  delete n n
supergroup stranger           edit n n  delete n n
channel    creator            edit y y  delete y y
channel    admin              edit n n  delete n n
channel    POST_MESSAGES      edit y n  delete y n
channel    EDIT_MESSAGES      edit y y  delete n n
channel    DELETE_MESSAGES    edit n n  delete y y
channel    member             edit n n  delete n n
channel    left               edit n n  delete n n
channel    removed            edit n n  delete n n
channel    stranger           edit n n  delete n n
"""


@pytest.mark.parametrize("line", MESSAGES.strip().splitlines())
def test_each_changes_and_takes_away_what_the_table_says(line: str) -> None:
    kind, who, _, *edits, _, own, others = line.split()
    named = who.upper() in Role.__members__
    standing = Standing(
        role=Role[who.upper()] if named else Role.ADMIN,
        rights=AdminRight.OTHER if named else AdminRight[who] | AdminRight.OTHER,
        kind=Kind[kind.upper()],
    )
    assert [may_edit(standing, own=own, now=NOW) for own in (True, False)] == [
        cell == "y" for cell in edits
    ]
    assert may_delete(standing, own=True, now=NOW) is (own == "y")
    assert may_delete(standing, own=False, now=NOW) is (others == "y")


@pytest.mark.parametrize(
    ("kind", "hidden", "roles"),
    [
        (Kind.SUPERGROUP, False, {Role.MEMBER, Role.ADMIN, Role.CREATOR}),
        (Kind.SUPERGROUP, True, {Role.ADMIN, Role.CREATOR}),
        (Kind.CHANNEL, False, {Role.ADMIN, Role.CREATOR}),
        (Kind.CHANNEL, True, {Role.ADMIN, Role.CREATOR}),
    ],
)
def test_who_sees_who_is_in_it(kind: Kind, roles: set[Role], *, hidden: bool) -> None:
    lists = {role for role in Role if may_list(Standing(role=role, kind=kind), hidden=hidden)}
    assert lists == roles


@pytest.mark.parametrize(
    ("until", "role"),
    [(0, Role.REMOVED), (NOW + 1, Role.REMOVED), (NOW, Role.STRANGER), (NOW - 1, Role.STRANGER)],
)
def test_who_was_removed_is_a_stranger_when_that_ends(until: int, role: Role) -> None:
    removed = Standing(role=Role.REMOVED, kind=Kind.SUPERGROUP, until=until, guests=True)
    assert removed.role_now(NOW) is role
    assert may(removed, Right.SEND_PLAIN, now=NOW) is (role is Role.STRANGER)
    member = Standing(role=Role.MEMBER, banned=Right.SEND_POLLS, until=until)
    assert member.role_now(NOW) is Role.MEMBER


def test_only_admins_of_supergroups_are_anonymous() -> None:
    for kind, role in itertools.product(Kind, Role):
        standing = Standing(kind=kind, role=role, rights=AdminRight.ANONYMOUS)
        expected = kind is Kind.SUPERGROUP and role in (Role.ADMIN, Role.CREATOR)
        assert standing.anonymous is expected
    assert not Standing(kind=Kind.SUPERGROUP, role=Role.CREATOR).anonymous
