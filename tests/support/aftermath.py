"""What is wrong after a server died again and again with reports, decisions and complaints: by what
its store holds, by what people find in their mailboxes, and by its public log."""

import asyncio
import math
from collections import Counter
from pathlib import Path
from typing import Any

import apsw

from heliograph.safety.letters import GRACE_S
from heliograph.safety.log import merkle
from heliograph.safety.log.heads import MERGE_DELAY_S
from heliograph.server.keys import DATABASE_FILE, load_sub_keys
from heliograph.storage.sqlite import SqliteStore
from heliograph.tl import functions, types
from support.accountable import Town, verified
from support.api_client import texts

SETTLED_WITHIN_S = 120
_SAID = "gold for your password"

_UNDONE = """
SELECT (SELECT count(*) FROM safety_effects WHERE due IS NOT NULL)
    + (SELECT count(*) FROM safety_cases WHERE untold IS NOT NULL)
    + (SELECT count(*) FROM log_pending)
"""
_UNTOLD = "SELECT count(*) FROM safety_letters"
_REPORTS = """
SELECT a.first_name, s.item_id, r.receipt, c.puid, c.state
FROM safety_reports AS r
JOIN safety_cases AS c ON c.id = r.case_id
JOIN safety_subjects AS s ON s.id = c.subject_id
JOIN accounts AS a ON a.id = r.reporter_id
"""
_DECISIONS = """
SELECT d.puid, m.kind, s.item_id, t.delivered,
    (SELECT outcome FROM safety_appeals WHERE puid = d.puid),
    p.place, d.date, (SELECT min(date) FROM log_heads WHERE size > p.place)
FROM safety_decisions AS d
JOIN safety_measures AS m ON m.decision_id = d.id
JOIN safety_cases AS c ON c.id = d.case_id
JOIN safety_subjects AS s ON s.id = c.subject_id
LEFT JOIN safety_statements AS t ON t.puid = d.puid
LEFT JOIN log_private AS p ON p.puid = d.puid AND p.event = 'decision'
"""
_TOGETHER = """
SELECT p.id, p.state, json_array_length(p.document, '$.case_ids'),
    (SELECT count(*) FROM json_each(p.document, '$.case_ids') AS c
        JOIN safety_decisions AS d ON d.case_id = c.value AND d.second_by = p.second_by)
FROM safety_proposals AS p WHERE p.kind = 'bulk'
"""
_EVENTS = "SELECT puid, event, place FROM log_private"


def agreed(town: Town) -> int:
    """How often two people decided several cases together."""
    return [row[1] for row in read(town.server.folder, _TOGETHER)].count("agreed")


def read(folder: Path, statement: str) -> list[tuple[Any, ...]]:
    """What the store of a running server holds."""
    database = apsw.Connection(str(folder / DATABASE_FILE), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        database.set_busy_timeout(5_000)
        return list(database.execute(statement))
    finally:
        database.close()


async def settled(town: Town) -> None:
    """Until nothing is left to do, nor waits for its place in the log, and everybody was told."""
    await _until_none(town, _UNDONE)
    # A receipt that a death kept from going with its report goes later.
    await town.server.pass_time(GRACE_S)
    await _until_none(town, _UNTOLD)


async def _until_none(town: Town, count: str) -> None:
    async with asyncio.timeout(SETTLED_WITHIN_S):
        # A store has no event to wait for.
        while await asyncio.to_thread(read, town.server.folder, count) != [(0,)]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def faults(town: Town) -> list[str]:
    """All that is wrong; the server is running, and is stopped."""
    await settled(town)
    found = list(town.ledger.surprises)
    found += await _of_reports(town)
    found += await _of_decisions(town)
    found += [
        f"what two people agreed to ({number}, {state}): {made} decisions on {many} cases"
        for number, state, many, made in read(town.server.folder, _TOGETHER)
        if made != (many if state == "agreed" else 0)
    ]
    wrong = await verified(town.server, town.server.folder.parent / "heads.json")
    found += [wrong] if wrong else []
    await town.server.stop()
    return [*found, *await _of_the_log(town)]


async def _of_reports(town: Town) -> list[str]:
    """Each is kept; who made it has one receipt and hears once what became of it."""
    found = []
    rows = read(town.server.folder, _REPORTS)
    kept = Counter((name, post) for name, post, *_ in rows)
    found += [f"lost: {one} reported" for one in town.ledger.reports - kept.keys()]
    for name in ("Tom", "Uma"):
        client = await town.connected(name)
        told = await texts(client)
        await client.close()
        for who, post, receipt, _, state in rows:
            if who != name:
                continue
            # Also who was told of nothing, and could not ask again.
            if (times := sum(receipt in text for text in told)) != 1 + (state == "decided"):
                found.append(f"{name} was told {times} times of the report on {post}: {state}")
    return found


async def _of_decisions(town: Town) -> list[str]:
    """Each is stated once, did what it says and no more, and has its place in the log."""
    found, ledger = [], town.ledger
    rows = read(town.server.folder, _DECISIONS)
    events = {(puid, event): place for puid, event, place in read(town.server.folder, _EVENTS)}
    author = await town.connected("Sam")
    told = await texts(author)
    await author.close()
    shown = await _shown(town, ledger.posts)
    outcomes = {row[0]: row[4] for row in rows}
    found += [f"lost: the decision {puid}" for puid in ledger.decisions.keys() - outcomes.keys()]
    found += [
        f"lost: the complaint about {puid}"
        for puid in ledger.complaints
        if outcomes.get(puid) is None
    ]
    found += [
        f"lost: the end of the complaint about {puid}"
        for puid, reversed_ in ledger.ended.items()
        if outcomes.get(puid) != ("reversed" if reversed_ else "upheld")
    ]
    for puid, kind, post, delivered, outcome, place, decided, signed in rows:
        reversed_ = outcome == "reversed"
        letters = [text for text in told if puid in text]
        if delivered is None or len(letters) != 1 + reversed_ or len(set(letters)) != len(letters):
            found.append(f"{puid} was told {len(letters)} times, {outcome}, delivered {delivered}")
        # Who does not run promises nothing.
        waited_s = math.inf if place is None else town.up_s(decided, signed)
        if waited_s > MERGE_DELAY_S:
            found.append(f"{puid} waited {waited_s} s for place {place} in the log")
        logged = {"decision", "statement_delivered"} | ({"reversal"} if reversed_ else set())
        found += [f"{puid}: no {one} in the log" for one in logged if (puid, one) not in events]
        if (fault := _fault(kind, shown[post], reversed_=reversed_)) and _only(rows, post):
            found.append(f"{puid} on {post}: {fault}")
    return found


def _only(rows: list[tuple[Any, ...]], post: int) -> bool:
    """Whether one decision alone says how a post is shown."""
    return [row[2] for row in rows].count(post) == 1


def _fault(kind: str, shown: str | None, *, reversed_: bool) -> str:
    """What is wrong with how a post is shown to whoever reads the channel."""
    if kind == "remove":
        return "" if shown is None else "it is there"
    if shown is None:
        return "it is gone"
    holds = kind == "hide" and not reversed_
    return "" if (_SAID in shown) is not holds else f"{kind}, reversed {reversed_}: {shown}"


async def _shown(town: Town, posts: list[int]) -> dict[int, str | None]:
    """The text of each post as a reader has it, None for one that is gone."""
    client, place = await town.connected("Tom"), town.people["Tom"].place
    channel = types.InputChannel(channel_id=place.channel_id, access_hash=place.access_hash)
    shown: dict[int, str | None] = {}
    everything = sorted({*posts, *(row[2] for row in read(town.server.folder, _DECISIONS))})
    for start in range(0, len(everything), 100):
        ids = [types.InputMessageID(id=one) for one in everything[start : start + 100]]
        page = await client.call(functions.channels.GetMessages(channel=channel, id=ids))
        for message in page.messages:
            shown[message.id] = message.message if isinstance(message, types.Message) else None
    await client.close()
    return shown


async def _of_the_log(town: Town) -> list[str]:
    """Every head that was ever shown or signed is of one history, and the store is sound."""
    folder = town.server.folder
    keys = load_sub_keys(folder)
    store = SqliteStore.open(folder / DATABASE_FILE, key_secret=keys.auth_keys)
    log, found = store.public_log(), []
    try:
        newest = await log.newest_head()
        assert newest is not None
        signed = {
            size: root.hex() for size, root in read(folder, "SELECT size, root FROM log_heads")
        }
        for size, root in {**signed, **town.ledger.heads}.items():
            if signed.get(size) != root:
                found.append(f"shown and not signed: a head of {size} entries")
            longest = max(size, newest.size)
            proof = await log.consistency(size, longest)
            before = (size, bytes.fromhex(root))
            if proof is None or not merkle.is_continued(before, (newest.size, newest.root), proof):
                found.append(f"lost or forked: the head of {size} entries")
        return [*found, *(str(one) for one in await store.check(whole=True))]
    finally:
        await store.close()
