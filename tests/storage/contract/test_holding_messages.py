"""What every store holds of messages that decisions limit: as often as it is asked, and until the
last of them ends."""

from collections.abc import Callable
from typing import Any

import apsw
import pytest

from heliograph.safety.decisions import MeasureKind
from heliograph.safety.effects import Act, Effect
from heliograph.storage.sqlite import SqliteStore
from storage.contract.test_safety_decisions import Room
from support.mailboxes import delete

Sql = Callable[[str], Any]


@pytest.fixture
def room(store: SqliteStore, people: list[int]) -> Room:
    return Room(store, people)


async def effect(room: Room, kind: MeasureKind, *, act: Act = Act.BEGIN) -> Effect:
    due = await room.kept.due_effects(now=room.clock.date, at_most=50)
    return next(one for one in due if one.kind is kind and one.act is act)


async def test_what_begins_twice_is_told_once(room: Room, connection: Sql) -> None:
    await room.decide(await room.report_message(), MeasureKind.HIDE)
    begins = await effect(room, MeasureKind.HIDE)
    told = await room.kept.hold_message(begins, date=room.clock.date)
    assert {one.owner_id for one in told} == {room.ada, room.bob}
    theirs = {one.owner_id: one.message for one in told}
    assert theirs[room.ada].text == "send me money"
    assert "money" not in theirs[room.bob].text
    assert await room.kept.hold_message(begins, date=room.clock.date) == ()
    assert await room.acts() == ["tell_affected", "tell_reporters"]
    held = connection("SELECT count(*) FROM safety_held_bodies")
    assert held == [(1,)]


async def test_what_ends_is_marked_no_longer(room: Room, connection: Sql) -> None:
    ends = room.clock.date + 60
    await room.decide(await room.report_message(), MeasureKind.HIDE, ends=ends)
    await room.kept.hold_message(await effect(room, MeasureKind.HIDE), date=room.clock.date)
    room.clock.date = ends
    over = await effect(room, MeasureKind.HIDE, act=Act.END)
    told = await room.kept.hold_message(over, date=ends)
    assert {one.message.text for one in told} == {"send me money"}
    assert {one.message.held for one in told} == {None}
    assert await room.kept.hold_message(over, date=ends) == ()
    assert connection("SELECT count(*) FROM copies WHERE marks & 64") == [(0,)]


async def test_nothing_is_held_of_what_is_gone(room: Room, connection: Sql) -> None:
    await room.decide(await room.report_message(), MeasureKind.HIDE)
    begins = await effect(room, MeasureKind.HIDE)
    told = await room.kept.hold_message(begins, date=room.clock.date)
    (mine,) = [one.message.id for one in told if one.owner_id == room.ada]
    await delete(room.store, room.ada, mine)
    assert connection("SELECT count(*) FROM safety_held_bodies") == [(0,)]


async def test_where_a_decision_holds_is_never_changed(room: Room, connection: Sql) -> None:
    countries = ("DE", "FR")
    case_id = await room.report_message()
    made = await room.decide(case_id, MeasureKind.GEO_BLOCK, countries=countries)
    assert made.territory == countries
    assert await room.kept.decision(made.puid) == made
    for statement in (
        "UPDATE safety_scopes SET country = 'CH' WHERE country = 'DE'",
        "DELETE FROM safety_scopes",
        "INSERT INTO safety_scopes SELECT id, 'CH' FROM safety_decisions",
        "UPDATE safety_notices SET text = 'x'",
        "DELETE FROM safety_notices",
        "INSERT INTO safety_scopes SELECT id, 'ch' FROM safety_decisions",
    ):
        with pytest.raises(apsw.ConstraintError):
            connection(statement)


async def test_a_block_without_countries_is_not_kept(room: Room, connection: Sql) -> None:
    await room.decide(await room.report_message(), MeasureKind.WARN)
    with pytest.raises(apsw.ConstraintError):
        connection("INSERT INTO safety_measures SELECT id, 'geo_block' FROM safety_decisions")
