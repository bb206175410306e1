"""`make bench`: starts real servers on this machine and prints what they cost.

Server CPU is steady and comes first; wall times depend on who else uses the machine. Each round
has a fresh server on a fresh copy of one seeded folder, and runs every scenario once.
"""

import argparse
import resource
import shutil
import sys
import tempfile
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

ROOT = Path(__file__).resolve().parent
# The key exchange's client is the tests'.
sys.path.append(str(ROOT.parent / "tests"))

from load import (  # noqa: E402
    catch_up,
    channels,
    closed_loop,
    crowd,
    exchanges,
    groups,
    idle,
    noise,
    open_loop,
    queries,
    reads,
    report,
    start_up,
    sync_check,
    transfers,
    unread,
)
from load.accounts import (  # noqa: E402
    Person,
    connect_all,
    read_accounts,
    read_busy,
    read_chats,
    read_supergroups,
)
from load.channel_store import Channels  # noqa: E402
from load.server import Server, seed  # noqa: E402

RESULTS = ROOT / "results"
SCENARIOS = (
    "start",
    "idle",
    "closed",
    "open",
    "sessions",
    "single",
    "groups",
    "supergroups",
    "channels",
    "crowd",
    "exchange",
    "catch_up",
    "unread",
    "reads",
    "files",
)
STORES = ("empty", "community", "mailbox")

PAIRS = 50
OLDER_LAYERS = (158, 198)
"""Those of the second and the third session of everybody, where there are three."""

IDLE_CONNECTIONS = 1000
CATCH_UP_MESSAGES = 10_000
EXCHANGES = 40
STARTS = 5
OPEN_LOOP_SHARE = 0.7
SYNC_CHECK_S = 2
USERS = IDLE_CONNECTIONS + 2
BUSIEST = 10
MEMBERS = 200
SUPERGROUPS = (1_000, 5_000)
CROWD = SUPERGROUPS[-1]
UNREAD = 20_000
COMERS = 10
"""People who join and leave a channel, of those who are not in it."""

FILE_BYTES = 64 << 20

Results = dict[str, list[dict[str, Any]]]


def main() -> None:
    """Parse the arguments, measure, print, save."""
    options = _options()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    RESULTS.mkdir(exist_ok=True)
    before = noise.calibrate()
    found: Results = defaultdict(list)
    # Beside the repository's files, not in /tmp: that may be memory, where an fsync costs nothing.
    with tempfile.TemporaryDirectory(dir=RESULTS, prefix="data-") as scratch:
        folder = Path(scratch)
        ready: dict[str, str] = {}
        for number in range(STARTS if "start" in options.only else 0):
            found["start"].append(start_up.measure(folder / f"start-{number}"))
        if set(options.only) - {"start"}:
            ready = _rounds(folder, options, found)
    after = noise.calibrate()
    said = [report.table(found), "", report.syncs(found), report.noise(before, after)]
    said += filter(None, [report.company(found)])
    if ready:
        said.insert(0, f"codec={ready['codec']} limits={ready['limits']} rounds={options.rounds}\n")
    print("\n".join(said))
    saved = {"ready": ready, "noise": {"before": before, "after": after}, "rounds": found}
    print(f"all figures: {report.save(RESULTS, saved)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="fresh servers to measure")
    parser.add_argument("--seconds", type=float, default=6, help="length of each load scenario")
    parser.add_argument(
        "--only",
        type=lambda text: text.split(","),
        default=list(SCENARIOS),
        help="comma list of " + ", ".join(SCENARIOS),
    )
    parser.add_argument(
        "--store",
        choices=STORES,
        default="empty",
        help="on a seeded community, or with one mailbox of a million; made once and kept",
    )
    options = parser.parse_args()
    unknown = set(options.only) - set(SCENARIOS)
    if unknown:
        parser.error(f"unknown scenarios: {', '.join(sorted(unknown))}")
    return options


def _rounds(folder: Path, options: argparse.Namespace, found: Results) -> dict[str, str]:
    accounts, seeded = _seeded(folder, options)
    everybody, busy = read_accounts(accounts), read_busy(accounts)
    people = everybody[:USERS]
    ready: dict[str, str] = {}
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds} …", file=sys.stderr)
        data = folder / f"round-{number}"
        shutil.copytree(seeded, data, ignore=shutil.ignore_patterns("*.sock"))
        server = Server(data)
        filled = None
        if "channels" in options.only:
            creator, *comers = people[: 2 + COMERS]
            ids = {"creator_id": creator.user_id, "subscriber_id": comers[-1].user_id}
            filled = Channels(data, **ids)
        found["probe"].append(noise.calibrate())
        with server:
            ready = server.ready
            uvloop.run(_round(server, people, options, found, check=number == 0))
            _measure_groups(server, everybody, _groups(accounts, options), found)
            if "crowd" in options.only and CROWD in read_supergroups(accounts):
                group_id, _ = read_supergroups(accounts)[CROWD]
                measuring = crowd.measure(server, everybody[:CROWD], group_id, folder=data)
                found["crowd"].append(uvloop.run(measuring))
            if filled is not None:
                found["channels"].append(
                    uvloop.run(channels.measure(server, filled, creator, comers))
                )
            if "reads" in options.only and busy:
                found["reads"].append(uvloop.run(reads.measure(server, busy)))
        shutil.rmtree(data)
    return ready


def _groups(accounts: Path, options: argparse.Namespace) -> list[tuple[str, int, groups.Send]]:
    """What a result is called, how many are in the group, and how to write there; a dialog of two
    is one as well."""
    wanted: list[tuple[str, int, groups.Send]] = []
    if "single" in options.only:
        first = read_accounts(accounts)[0]
        to_friend = partial(queries.send_message, first.friend_id, first.friend_hash)
        wanted.append(("single", 2, to_friend))
    if "groups" in options.only:
        wanted += [
            ("groups", size, partial(queries.send_to_chat, chat_id))
            for size, chat_id in read_chats(accounts).items()
        ]
    if "supergroups" in options.only:
        wanted += [
            (f"supergroup_{size}", size, partial(queries.send_to_channel, *channel))
            for size, channel in read_supergroups(accounts).items()
        ]
    return wanted


def _measure_groups(
    server: Server,
    everybody: list[Person],
    wanted: list[tuple[str, int, groups.Send]],
    found: Results,
) -> None:
    # All without readers first: whoever was connected once has a session that things wait for.
    alone = [uvloop.run(groups.alone(server, everybody[0], send)) for _, _, send in wanted]
    for (name, size, send), alone_s in zip(wanted, alone, strict=True):
        measuring = groups.measure(server, everybody[:size], send, alone_s=alone_s)
        found[name].append(uvloop.run(measuring))


def _seeded(folder: Path, options: argparse.Namespace) -> tuple[Path, Path]:
    """A file of accounts and their folder; a community takes minutes, so it is kept."""
    store = options.store
    if store == "empty":
        accounts, seeded = folder / "accounts.json", folder / "seeded"
        large = {"supergroups", "crowd"} & set(options.only)
        sizes = [MEMBERS, *(SUPERGROUPS if large else ())]
        users = max(USERS, *sizes)
        seed(seeded, users=users, accounts=accounts, groups=",".join(map(str, sizes)))
        return accounts, seeded
    accounts, seeded = RESULTS / f"{store}.json", RESULTS / store
    if not accounts.exists():
        print(f"making {seeded} …", file=sys.stderr)
        shutil.rmtree(seeded, ignore_errors=True)
        seed(seeded, users=USERS + BUSIEST * 2, accounts=accounts, profile=store)
    return accounts, seeded


async def _round(
    server: Server,
    people: list[Person],
    options: argparse.Namespace,
    found: Results,
    *,
    check: bool,
) -> None:
    only = options.only
    if "idle" in only:
        found["idle"].append(await idle.measure(server, people[:IDLE_CONNECTIONS]))
    if "closed" in only or "open" in only:
        await _talk(server, people[: 2 * PAIRS], options, found, check=check)
    if "sessions" in only:
        found["sessions"].append(await _talk_in_threes(server, people[: 2 * PAIRS], options))
    if "exchange" in only:
        found["exchange"].append(await exchanges.measure(server, count=EXCHANGES))
    if "catch_up" in only:
        before = server.stored_bytes()
        result = await catch_up.measure(server, people[-2:], count=CATCH_UP_MESSAGES)
        grown = server.stored_bytes() - before
        found["catch_up"].append(result)
        found["stored"].append({"bytes_per_message": grown / CATCH_UP_MESSAGES})
    if "files" in only:
        movers = people[-2 * transfers.TRANSFERS :]
        found["files"].append(await transfers.measure(server, movers, size_bytes=FILE_BYTES))
    if "unread" in only:
        found["unread"].append(await unread.measure(server, people[-4], count=UNREAD))


async def _talk(
    server: Server,
    people: list[Person],
    options: argparse.Namespace,
    found: Results,
    *,
    check: bool,
) -> None:
    clients = await connect_all(server, people)
    closed = await closed_loop.measure(server, people, clients, seconds=options.seconds)
    found["closed"].append(closed)
    if "open" in options.only:
        per_s = closed["messages_per_s"] * OPEN_LOOP_SHARE
        result = await open_loop.measure(
            server, people, clients, per_s=per_s, seconds=options.seconds
        )
        found["open"].append(result)
    if check:
        load = closed_loop.measure(server, people, clients, seconds=SYNC_CHECK_S)
        report_path = server.folder.with_name("strace")
        found["sync_check"].append(await sync_check.compare(server, load, report_path))
    for client in clients:
        client.close()


async def _talk_in_threes(
    server: Server, people: list[Person], options: argparse.Namespace
) -> dict[str, Any]:
    """The closed loop while everybody has two more sessions, each of a layer of its own."""
    clients = await connect_all(server, people)
    others = [
        client
        for layer in OLDER_LAYERS
        for client in await connect_all(server, people, layer=layer)
    ]
    heard = 0

    def count(_: bytes) -> None:
        nonlocal heard
        heard += 1

    for client in others:
        client.on_push = count
    result = await closed_loop.measure(server, people, clients, seconds=options.seconds)
    for client in (*clients, *others):
        client.close()
    if not heard:
        raise RuntimeError("the other sessions heard nothing")
    return result | {"pushes_to_others": heard}


if __name__ == "__main__":
    main()
