"""How a play talks to a client library in another process: JSON lines over stdin and stdout.

The play sends {"id", "do", ...arguments}; the worker answers {"id", "ok"} or {"id", "error"} and
tells what its client saw by itself as {"event", ...}. A worker offers its verbs as methods
`do_<verb>` of one object. This file runs under every client's own interpreter: no imports beyond
the standard library.
"""

import asyncio
import json
import sys
import traceback


def emit(line):
    """Write one line for the play."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def serve(verbs):
    """Answer the play's commands, several at a time, until its pipe closes."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 22)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    running = set()
    while line := await reader.readline():
        task = asyncio.ensure_future(_answer(verbs, json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)


async def _answer(verbs, command):
    number = command.pop("id")
    verb = command.pop("do")
    try:
        emit({"id": number, "ok": await getattr(verbs, f"do_{verb}")(**command)})
    except Exception as error:
        traceback.print_exc()
        emit({"id": number, "error": f"{type(error).__name__}: {error}"})


def looked_at(found):
    """What somebody's page shows, of a `users.userFull`."""
    (user,) = [user for user in found.users if user.id == found.full_user.id]
    return {
        "first_name": user.first_name,
        "phone": user.phone,
        "status": type(user.status).__name__,
        "about": found.full_user.about,
        "photo": user.photo is not None,
    }
