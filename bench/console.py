"""What the console's pages cost over a full inbox: `.venv/bin/python bench/console.py [CASES]`.

CPU time of the whole process per page, on a real store. The promise: the inbox and a case take at
most 20 ms each over 100,000 open cases; what is about forty cases at once, a few times that.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import apsw
import msgspec

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from heliograph.safety.decisions import Ground, MeasureKind, Proposal
from heliograph.safety.staff.proposals import ProposalKind
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.store import Proposed
from heliograph.safety.staff.together import CASES_MAX, Together
from heliograph.safety.subjects import SubjectKind
from heliograph.safety.taxonomy import reasons
from heliograph.storage.sqlite import SqliteStore
from support.console import Console, Seat
from support.fakes import FakeClock
from support.stage import Stage

CASES = 100_000
PAGES = 200
_SURFACES = ("public_channel", "public_group", "private_1to1", "profile", "bot")


def fill(path: Path, *, cases: int, now: int) -> None:
    """Cases about messages of a thousand people, each with two reports and things that happened."""
    dice, db = random.Random(1), apsw.Connection(str(path))
    kinds = reasons()
    with db:
        db.executemany(
            "INSERT INTO safety_subjects VALUES (?, 'message', ?, ?, ?, ?, ?)",
            (
                (one, 10**9 + one % 1_000, one, dice.choice(_SURFACES), 10**9 + one % 1_000, one)
                for one in range(1, cases + 1)
            ),
        )
        db.executemany(
            "INSERT INTO safety_cases (id, subject_id, state, category, keyword, reports, weight,"
            " priority, opened, due, clock, place, assignee)"
            " VALUES (?, ?, 'open', ?, ?, 2, 2000, 40, ?, ?, 'harm', ?, ?)",
            (
                (one, one, reason.category, reason.keyword, now - 9, due, due - 9**5, whose)
                for one, reason, due, whose in (
                    (
                        one,
                        dice.choice(kinds),
                        now + dice.randint(-(10**5), 10**6),
                        dice.choice(("", "", "", "sam", "tess")),
                    )
                    for one in range(1, cases + 1)
                )
            ),
        )
        db.executemany(
            "INSERT INTO safety_reports (case_id, receipt, way, category, keyword, comment,"
            " language, date, weight, doubtful)"
            " VALUES (?, ?, 'notice', 'STATEMENT_CATEGORY_SCAMS_AND_FRAUD', 'KEYWORD_PHISHING',"
            " 'It asks for money.', 'en', ?, 1000, 0)",
            ((1 + one // 2, f"r{one}", now) for one in range(2 * cases)),
        )
        db.executemany(
            "INSERT INTO safety_events (date, kind, actor, case_id, about)"
            " VALUES (?, 'evidence read', ?, ?, 'review')",
            ((now - 9, dice.choice(("sam", "tess")), 1 + one // 3) for one in range(3 * cases)),
        )
    db.close()


async def propose(console: Console, *, cases: int) -> None:
    """A page of what waits for a second person, each about as many cases as may be."""
    dice, site = random.Random(3), console.site
    scam = reasons()[0]
    for _ in range(20):
        chosen = tuple(dice.sample(range(1, cases + 1), CASES_MAX))
        proposal = Proposal(
            case_id=0,
            ground=Ground.TERMS,
            clause="Terms, 3",
            category=scam.category,
            keyword=scam.keyword,
            facts="It asks for money.",
            measures=(MeasureKind.WARN,),
            decided_by="rita",
        )
        together = Together(kind=SubjectKind.MESSAGE, case_ids=chosen, proposal=proposal)
        proposed = Proposed(
            kind=ProposalKind.BULK,
            case_id=0,
            document=msgspec.json.encode(together),
            reason="One crew.",
            members=CASES_MAX,
        )
        await site.staff.propose(proposed, by="rita", date=site.clock.now())


async def measure(seat: Seat, addresses: Sequence[str]) -> list[float]:
    """Milliseconds of CPU for each page, after a first look at some."""
    for address in addresses[:10]:
        assert (await seat.get(address)).status == 200
    spent = []
    for address in addresses:
        began = time.process_time()
        answer = await seat.get(address)
        spent.append(1_000 * (time.process_time() - began))
        assert answer.status == 200, address
    return spent


async def main() -> None:
    """Print one line for each kind of page."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    dice, clock = random.Random(2), FakeClock()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "store.sqlite"
        store = SqliteStore.open(path, key_secret=bytes(32), on_fatal=print, now=clock.now)
        fill(path, cases=cases, now=clock.now())
        console = Console(Stage(store, folder=path.parent, clock=clock))
        seat = await console.signed_in("rita", Role.SENIOR)
        await propose(console, cases=cases)
        chosen = "&".join(f"case={one}" for one in dice.sample(range(1, cases + 1), CASES_MAX))
        rare = "category=STATEMENT_CATEGORY_ANIMAL_WELFARE&surface=story"
        for name, addresses in (
            ("inbox", ["/console/inbox"]),
            ("inbox, overdue", ["/console/inbox?view=overdue"]),
            ("inbox, mine (none)", ["/console/inbox?view=mine"]),
            ("inbox, nothing passes", [f"/console/inbox?{rare}"]),
            ("40 together", [f"/console/together?{chosen}"]),
            ("second person, 20 wait", ["/console/second"]),
            ("second person, one of 40", ["/console/second/1"]),
            ("case", [f"/console/cases/{dice.randint(1, cases)}" for _ in range(PAGES)]),
        ):
            # Whoever asks without a pause is told to wait: it is the pages that are measured.
            console.asker.now += 10**6
            spent = []
            for begin in range(0, PAGES, 20):
                console.asker.now += 10**6
                asked = (addresses * PAGES)[begin : begin + 20]
                spent += await measure(seat, asked)
            worst = statistics.quantiles(spent, n=20)[-1]
            print(f"{name}: {statistics.median(spent):.1f} ms, 95 % within {worst:.1f} ms")
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())
