"""The page of the public log's totals and its table: the log's numbers, for anybody, cheaply."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from heliograph.config import Limits, Settings, parse_address
from heliograph.safety.log import entries
from heliograph.safety.log.attestations import Table, attestation_leaf
from heliograph.server.http import bind, make_http, serve_http
from heliograph.server.public_log import make_log_pages
from heliograph.storage.sqlite import SqliteStore
from heliograph.web.transparency.charts import day_bars
from heliograph.web.transparency.figures import FIELDS, figures_of
from heliograph.web.transparency.snapshot import FRESH_S
from heliograph.web.transparency.table import ATTESTED, COLUMNS, RECOMPUTED, csv_parts
from heliograph.web.transparency.words import words
from heliograph.web.trust.words import NAMES
from support.empty_store import open_store
from support.log_place import WATCHED, LogPlace
from support.public_log import DAY, WITNESS_KEY, witnessed

SAY = words()["en"]
MONTH = DAY[:7]


class Place(LogPlace):
    """One with settings."""

    def __init__(self, store: SqliteStore, **settings: Any) -> None:
        super().__init__(store)
        self.settings = Settings(**settings)

    async def attest(self, **figures: int | str) -> None:
        table = Table(name="<b>keyword", of={"event": "decision"}, cells={"=x": 12})
        leaf = attestation_leaf(day=DAY, period=MONTH, figures=figures, tables=[table])
        await self.log.attest(leaf, date=5)
        await self.grow([])


@pytest.fixture
async def place(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    store = open_store(tmp_path / "store.sqlite")
    place = Place(store, **getattr(request, "param", {}))
    pages = make_log_pages(
        place.settings,
        store.public_log(),
        WATCHED,
        now=lambda: place.now,
        domain_now=lambda: place.now,
        knows=lambda *_: False,
    )
    listener = bind(parse_address("127.0.0.1:0"))
    place.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with serve_http(make_http(lambda: True, pages), listener, Limits()):
        yield place
    await store.close()


def kind(count: int = 1, **said: Any) -> dict[str, Any]:
    blank = {"category": "", "ground": "", "automation": "", "source": "", "surface": ""}
    base = {"v": 1, "event": "decision", "day": DAY, "measures": [], "terms": "", **blank}
    return {**base, **said, "count": count}


def totals(*kinds: dict[str, Any], attested: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    size = sum(one["count"] for one in kinds) + len(attested)
    return {"v": 1, "size": size, "recomputed": list(kinds), "attested": list(attested)}


def rows_of(page: str, caption: str) -> dict[str, list[str]]:
    """The rows of a table by what they begin with."""
    body = re.search(rf"<caption>{re.escape(caption)}.*?</table>", page, re.DOTALL)
    assert body is not None
    found = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", body.group(), re.DOTALL)
    return {name: re.findall(r'<td class="number">(.*?)</td>', row) for name, row in found}


async def test_the_page_says_what_the_log_says(place: Place) -> None:
    await place.grow(["a", "b"], event="notice")
    await place.grow(["a", "b", "c"])
    await place.grow(["c"], event="reversal")
    page = (await place.get("/transparency")).text
    events = rows_of(page, SAY["by_event"])
    assert events[SAY["event_notice"]] == ["2", "0"]
    assert events[SAY["event_decision"]] == ["3", "3"]
    assert events[SAY["event_reversal"]] == ["1", "0"]
    assert events[SAY["event_order"]] == ["0", "0"]
    assert rows_of(page, SAY["by_category"]) == {"Scam or fraud": ["6", "3"]}
    assert rows_of(page, SAY["by_measures"])[SAY["measures_visibility"]] == ["6", "3"]
    assert rows_of(page, SAY["by_ground"])[SAY["ground_law"]] == ["6", "3"]
    assert rows_of(page, SAY["by_automation"])[SAY["unstated"]] == ["6", "3"]
    assert rows_of(page, SAY["by_source"])[SAY["source_in_app"]] == ["6", "3"]
    assert rows_of(page, SAY["by_surface"])[SAY["surface_public"]] == ["6", "3"]
    assert f"<dt>{SAY['size']}</dt><dd>6</dd>" in page
    assert (await place.get(f"/transparency?period={MONTH}")).text.count("<table>") >= 8


async def test_every_number_of_the_table_is_the_logs(place: Place) -> None:
    await place.grow(["a", "b"], event="notice")
    await place.grow(["a"])
    await place.attest(staff=3)
    answer = await place.get("/transparency.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.body.endswith(b"\r\n")
    month = (await place.get(f"/transparency.csv?period={MONTH}")).body
    assert month == answer.body.replace(b"log,,,,,,,,,,,,,size,4\r\n", b"")
    read = list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))
    published = json.loads((await place.get("/transparency.json")).body)
    recomputed = [row for row in read if row["status"] == RECOMPUTED]
    assert [
        ({name: row[name] for name in ("event", "day", "category", "ground")}, int(row["value"]))
        for row in recomputed
    ] == [
        ({name: one[name] for name in ("event", "day", "category", "ground")}, one["count"])
        for one in published["recomputed"]
    ]
    attested = [
        (row["period"], row["table"], row["name"], row["value"])
        for row in read
        if row["status"] == ATTESTED
    ]
    # What a spreadsheet would take for a formula has an apostrophe before it.
    assert attested == [(MONTH, "", "staff", "3"), (MONTH, "<b>keyword", "'=x", "12")]


async def test_what_is_attested_stands_apart_and_is_escaped(place: Place) -> None:
    await place.grow(["a"])
    assert SAY["attested_none"] in (await place.get("/transparency")).text
    await place.attest(**{'"><script>': "<i>&", "staff": 1234567})
    page = (await place.get("/transparency")).text
    recomputed, _, attested = page.partition('<section aria-labelledby="attested">')
    for said in (
        "&lt;b&gt;keyword",
        "&#34;&gt;&lt;script&gt;",
        "&lt;i&gt;&amp;",
        "1\u202f234\u202f567",
    ):
        assert said in attested
        assert said not in recomputed
    for raw in ("<script", "<b>", "<i>"):
        assert raw not in page
    assert SAY["recomputed_text"] in recomputed


async def test_a_log_without_entries_has_a_page_and_a_table(place: Place) -> None:
    for _ in range(2):
        page = await place.get("/transparency")
        assert page.status == 200
        assert SAY["empty"] in page.text
        table = (await place.get("/transparency.csv")).text
        assert table == f"{','.join(COLUMNS)}\r\nlog{',' * 13}size,0\r\n"
        # Then with a head that has no entries.
        await place.grow([])


async def test_nothing_runs_in_it_and_caches_ask_again(place: Place) -> None:
    await place.grow(["a"])
    page = await place.get("/transparency")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "'unsafe" not in page.headers["Content-Security-Policy"]
    for forbidden in ("<script", " style=", "<style", "javascript:", " onclick"):
        assert forbidden not in page.text
    for path in ("/transparency", "/transparency.csv"):
        found = await place.get(path)
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        known = {"If-None-Match": found.headers["ETag"]}
        assert (await place.get(path, **known)).status == 304
    await place.grow(["b"])
    for path in ("/transparency", "/transparency.csv"):
        assert (await place.get(path, **known)).status == 200


async def test_a_crawler_costs_the_store_one_look(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from heliograph.storage.sqlite.safety.log_store import SqliteLog

    asked: list[str] = []
    for name in ("totals", "log_standing", "cosigned_head"):
        was = getattr(SqliteLog, name)

        async def counted(self: Any, *said: Any, _was: Any = was, _name: str = name) -> Any:
            asked.append(_name)
            return await _was(self, *said)

        monkeypatch.setattr(SqliteLog, name, counted)
    await place.grow(["a"])
    for path in ("/transparency", "/transparency?lang=de", f"/transparency?period={MONTH}") * 4:
        assert (await place.get(path)).status == 200
    assert sorted(asked) == ["cosigned_head", "log_standing", "totals"]
    # Of a log that did not grow the totals are not read again.
    place.now += FRESH_S
    await place.get("/transparency")
    assert asked.count("totals") == 1
    assert asked.count("log_standing") == 2


async def test_who_asks_too_much_waits(place: Place) -> None:
    most = Limits().pages_per_address_per_minute
    answers = [await place.get("/transparency?period=no") for _ in range(most + 1)]
    assert answers[0].status == 404
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "period", ["2026-13", "2026", "2025-01", "x", "%3Cscript%3E", "2026-11-23"]
)
async def test_a_period_without_entries_is_none(place: Place, period: str) -> None:
    await place.grow(["a"])
    for path in ("/transparency", "/transparency.csv"):
        answer = await place.get(f"{path}?period={period}")
        assert answer.status == 404
        assert answer.headers["Cache-Control"] == "no-store"
        assert SAY["no_month"] in answer.text


async def test_it_says_whether_anybody_else_signs(place: Place) -> None:
    await place.grow(["a", "b"])
    page = (await place.get("/transparency")).text
    assert SAY["cosigned_none"] in page
    assert rows_of(page, SAY["witnesses_caption"]) == {
        WITNESS_KEY.name: [SAY["witness_never"]],
    }
    head = await place.log.newest_head()
    assert head is not None
    await place.log.take_witnessed(witnessed(head), WATCHED, date=9)
    await place.grow(["c"])
    page = (await place.get("/transparency")).text
    assert SAY["cosigned"].format(number="2 / 3") in page
    assert rows_of(page, SAY["witnesses_caption"]) == {WITNESS_KEY.name: ["2"]}


@pytest.mark.parametrize("place", [{"safety_solo": True}, {}], indirect=True)
async def test_one_person_who_decides_alone_is_declared(place: Place) -> None:
    page = (await place.get("/transparency")).text
    solo = place.settings.safety_solo
    assert (SAY["solo"] in page, SAY["two"] in page) == (solo, not solo)


@pytest.mark.parametrize("language", sorted(NAMES))
async def test_it_speaks_the_language(place: Place, language: str) -> None:
    await place.grow(["a"])
    asked = (await place.get(f"/transparency?lang={language}")).text
    say = words()[language]
    for key in ("title", "recomputed", "attested", "not_logged", "verify_title"):
        assert say[key] in asked
    assert f'<html lang="{language}">' in asked
    assert (await place.get("/transparency", **{"Accept-Language": language})).text.count(
        say["proves_unchanged"]
    ) == 1
    assert f"python3 verify.py {place.base}" in asked


def test_every_language_has_every_word() -> None:
    for said in words().values():
        assert said.keys() == SAY.keys()
        assert all(said.values())


def test_every_value_of_an_entry_has_its_row_and_its_name() -> None:
    allowed = {
        "event": entries.EVENTS,
        "measures": entries.MEASURES,
        "ground": entries.GROUNDS,
        "automation": entries.AUTOMATION,
        "source": entries.SOURCES,
        "surface": tuple(entries.SURFACE_CLASSES.values()),
    }
    for field, values in allowed.items():
        assert frozenset(FIELDS[field]) == frozenset(values) - {""}
        for value in FIELDS[field]:
            assert SAY[f"{field}_{value}"]


async def test_charts_have_words_and_bars_as_long_as_their_numbers(place: Place) -> None:
    await place.grow(["a", "b", "c", "d"], event="notice")
    await place.grow(["a"])
    page = (await place.get("/transparency")).text
    drawn = re.findall(r"<svg[^>]*role=\"img\".*?</svg>", page, re.DOTALL)
    assert len(drawn) > 20
    for one in drawn:
        root = ElementTree.fromstring(one)
        assert root.findtext("title")
        assert root.findtext("desc")
    (notices,) = [one for one in drawn if f"<title>{SAY['event_notice']}</title>" in one]
    assert 'width="100.0"' in notices
    (decisions,) = [one for one in drawn if f"<title>{SAY['event_decision']}</title>" in one]
    assert decisions.count('width="25.0"') == 2
    (fraud,) = [one for one in drawn if "<title>Scam or fraud</title>" in one]
    assert re.findall(r'class="(\w+)".*?width="([\d.]+)"', fraud) == [
        ("outlined", "100.0"),
        ("filled", "20.0"),
    ]


def test_the_days_of_a_month_are_all_there() -> None:
    made = figures_of(
        totals(
            kind(4, day="2026-02-03"),
            kind(2, day="2026-02-03", event="notice"),
            kind(3, day="2026-03-01", event="notice", measures=["account", "visibility"]),
        )
    )
    bars = day_bars(made.months["2026-02"].days, month="2026-02")
    assert (len(bars), bars[0].day, bars[-1].day) == (28, "2026-02-01", "2026-02-28")
    assert (bars[2].count.entries, bars[2].entries, bars[2].decisions) == (6, 100, 66.667)
    assert bars[0].entries == 0
    newest = day_bars(made.whole.days, month="")
    assert (newest[0].day, newest[-1].day) == ("2026-01-30", "2026-03-01")
    assert list(made.months) == ["2026-03", "2026-02"]
    assert dict(made.whole.rows("measures"))["account"].entries == 3
    assert day_bars({}, month="") == ()


def test_a_table_keeps_months_apart_and_quotes_what_needs_it() -> None:
    leaf = {
        "place": 9,
        "day": "2027-01-02",
        "period": "2026",
        "figures": {'a "b", c': "x\ny"},
        "tables": [],
    }
    parts = csv_parts(totals(kind(2), kind(1, day="2026-12-01"), attested=(leaf,)))
    assert list(parts) == ["2026", "2026-11", "2026-12"]
    (row,) = csv.reader(io.StringIO(parts["2026"].decode(), newline=""), strict=True)
    said = dict(zip(COLUMNS, row, strict=True))
    assert (said["name"], said["value"], said["period"]) == ('a "b", c', "x\ny", "2026")
