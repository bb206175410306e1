"""From reports to decisions that are logged, at a rate, and what messages feel of who looks on.

    .venv/bin/python bench/accountability.py [--minutes 10]
    .venv/bin/python bench/accountability.py --crawled [--rounds 5]

A server of its own on core 0, the load on core 1. First people report posts of public channels in
their apps, as many a second as the server takes. Then staff decide on them over the control socket:
each answer means that decision, statement, effects and log entry are kept, that the post was
removed, hidden, labelled or its author warned, and that the service account wrote to the author and
to who reported. The promises: 200 reports/s, and 50 decisions/s for ten minutes, each in the log
within 60 s. At the end everything is counted in the store, and verify.py reads the log.

With --crawled people write to each other at a given rate, by turns alone and while a crawler asks
for /transparency, its table, and the log's tiles and proofs, and staff look through the inbox and
decide. The promise: the 99th percentile grows to at most 1.5 times as much.
"""

import argparse
import tempfile
from pathlib import Path

import uvloop

from load import accounting, crawling
from load.noise import pin
from load.server import CLIENT_CORE, Server, seed

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Seed a folder, start a server on it, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=1, help="how long staff decide")
    parser.add_argument(
        "--per-s", type=float, default=60, help="decisions that there are posts for"
    )
    parser.add_argument("--crawled", action="store_true", help="latency of messages instead")
    parser.add_argument("--rounds", type=int, default=5, help="with --crawled: by turns")
    parser.add_argument("--seconds", type=float, default=10, help="with --crawled: of each turn")
    parser.add_argument(
        "--logged", type=int, default=2_000, help="with --crawled: decisions before"
    )
    parser.add_argument("--messages-per-s", type=float, default=100, help="with --crawled")
    options = parser.parse_args()
    pin(CLIENT_CORE)
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS, prefix="data-") as scratch:
        folder, accounts = Path(scratch) / "server", Path(scratch) / "accounts.json"
        seed(folder, users=accounting.USERS, accounts=accounts)
        with (folder / "heliograph.toml").open("a") as settings:
            settings.write('safety_staff = ["ann", "ben"]\n')
        with Server(folder) as server:
            if options.crawled:
                found = uvloop.run(crawling.measure(server, accounts, options))
            else:
                found = uvloop.run(accounting.measure(server, accounts, options))
    for name, value in found.items():
        print(f"{name:32} {value:12,.2f}")


if __name__ == "__main__":
    main()
