"""A small program over the store: answers requests on a socket once they are durable.

    python -m support.powercut.driver FOLDER [--synchronous MODE]
                                      [--fail write|sync,io|full,PASSES]

One JSON object a line comes in: `from` and `to` (accounts by number), `random_id`, `text`; the
answer is one too: `id`, `pts`, `repeated`. Prints `ready PORT PID` when it listens. A fatal
error of the store ends it with FATAL_STATUS and a line on stderr.
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

import apsw

from heliograph.domain.composing import MessageLimits, compose_private
from heliograph.domain.messages import Draft
from heliograph.storage.sqlite import SqliteStore
from support.powercut.recording import Recording
from support.powercut.runs import DATABASE, KEY_SECRET
from support.powercut.vfs import Fault, RecordingVFS

FATAL_STATUS = 70
ACCOUNTS = 6
DATE = 1_700_000_000
_ERRORS = {"io": apsw.IOError, "full": apsw.FullError}


def phone(number: int) -> str:
    return f"88800{number:05}"


def die(error: BaseException) -> None:
    """What a server does when the store can no longer keep its word."""
    print(f"fatal: the store failed: {error!r}", file=sys.stderr, flush=True)
    os._exit(FATAL_STATUS)


async def accounts_of(store: SqliteStore) -> list[int]:
    ids = []
    for number in range(ACCOUNTS):
        account = await store.account_by_phone(phone(number))
        if account is None:
            account = await store.add_account(
                phone=phone(number), first_name=f"Driven {number}", last_name="", date=DATE
            )
        ids.append(account.id)
    return ids


async def answer(store: SqliteStore, ids: list[int], line: bytes) -> bytes:
    request = json.loads(line)
    draft = Draft(
        sender_id=ids[request["from"]],
        recipient_id=ids[request["to"]],
        random_id=request["random_id"],
        text=request["text"],
        date=DATE,
    )
    sent = await store.append_private(
        draft, decide=lambda d, c: compose_private(d, c, MessageLimits())
    )
    reply = {"id": sent.message.id, "pts": sent.pts, "repeated": sent.repeated}
    return json.dumps(reply).encode() + b"\n"


async def serve(store: SqliteStore) -> None:
    ids = await accounts_of(store)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(await answer(store, ids, line))
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    print("ready", server.sockets[0].getsockname()[1], os.getpid(), flush=True)
    await server.serve_forever()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--synchronous", default="FULL")
    parser.add_argument("--fail", default="")
    arguments = parser.parse_args()
    vfs = RecordingVFS("driver", Recording()) if arguments.fail else None
    store = SqliteStore.open(
        arguments.folder / DATABASE,
        key_secret=KEY_SECRET,
        vfs="driver" if vfs else None,
        synchronous=arguments.synchronous,
        on_fatal=die,
    )
    await accounts_of(store)
    if vfs is not None:
        kind, error, passes = arguments.fail.split(",")
        vfs.fault = Fault(kind, _ERRORS[error], passes=int(passes))
    await serve(store)


if __name__ == "__main__":
    asyncio.run(main())
