"""What the parts of one message cost, in process: `.venv/bin/python bench/micro.py`.

CPU time of this thread, the best of several runs: noise can only add. The sum of the parts is less
than a message costs: sockets, the event loop and the other thread come on top.
"""

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import apsw
from cryptography.hazmat.primitives.asymmetric import rsa

from heliograph.domain.composing import MessageLimits, compose_private
from heliograph.domain.messages import Draft
from heliograph.mtproto import dh
from heliograph.mtproto.envelope import AuthSecret, Packet, open_message
from heliograph.mtproto.rsa import ServerKey
from heliograph.storage.sqlite import SqliteStore, search_index, sending
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.word_hiding import WordHider
from heliograph.tl import functions, types
from heliograph.tl.codec import choose
from heliograph.tl.limits import DEFAULT_LIMITS

RESULTS = Path(__file__).resolve().parent / "results"
RUNS = 15
BATCH = 50
"""Operations in one commit: what 50 pairs that talk at once come to at most."""

INDEXED = 100
_WORDS_A_TEXT = 10

_ACCOUNTS = 100
_TEXT = "x" * 100


def main() -> None:
    """Print one line per part."""
    for name, took_us in (*codecs(), *envelopes(), *key_exchange(), *store()):
        print(f"{took_us:10.1f} µs  {name}")


def best_us(work: Callable[[], Any], *, times: int) -> float:
    """Microseconds of CPU that one call takes."""
    found = []
    for _ in range(RUNS):
        began = time.thread_time()
        for _ in range(times):
            work()
        found.append((time.thread_time() - began) / times * 1e6)
    return min(found)


def codecs() -> Iterator[tuple[str, float]]:
    """One pushed message with its two users, and one sendMessage."""
    pushed, query = _pushed(), _query()
    for codec in _codecs():
        body = codec.encode(query, 229)
        yield (
            f"encode a pushed message, layer 229 ({codec.name})",
            best_us(partial(codec.encode, pushed, 229), times=200),
        )
        yield (
            f"encode a pushed message, layer 158 ({codec.name})",
            best_us(partial(codec.encode, pushed, 158), times=200),
        )
        yield (
            f"decode messages.sendMessage ({codec.name})",
            best_us(partial(codec.decode, body, DEFAULT_LIMITS, lift=True), times=200),
        )


def _codecs() -> Iterator[Any]:
    yield choose("py")
    fastest = choose(None)
    if fastest.name != "py":
        yield fastest


def _pushed() -> types.Updates:
    message = types.Message(
        id=17,
        from_id=types.PeerUser(user_id=1_000_000_001),
        peer_id=types.PeerUser(user_id=1_000_000_001),
        date=1_700_000_000,
        message=_TEXT,
    )
    people = [
        types.User(id=1_000_000_000 + i, access_hash=i, first_name="Ada", phone="9996600001")
        for i in range(2)
    ]
    return types.Updates(
        updates=[types.UpdateNewMessage(message=message, pts=18, pts_count=1)],
        users=people,
        chats=[],
        date=1_700_000_000,
        seq=0,
    )


def _query() -> functions.messages.SendMessage:
    peer = types.InputPeerUser(user_id=1_000_000_001, access_hash=7)
    return functions.messages.SendMessage(peer=peer, message=_TEXT, random_id=5)


def envelopes() -> Iterator[tuple[str, float]]:
    """A packet of about the size of a pushed message."""
    secret = AuthSecret(os.urandom(256))
    body = os.urandom(336)

    def seal(secret: AuthSecret) -> bytes:
        return Packet(secret, salt=1, session_id=2, msg_id=3 << 32 | 1, seqno=1, body=body).seal()

    yield "seal a packet of 336 bytes", best_us(partial(seal, secret), times=200)
    # The client's direction is the server's with the key's halves 8 bytes apart.
    mirrored = AuthSecret(secret.key)
    for ours, theirs in (("out_a", "in_a"), ("out_b", "in_b"), ("out_tag", "in_tag")):
        setattr(mirrored, ours, getattr(secret, theirs))
    packet = seal(mirrored)
    yield "open a packet of 336 bytes", best_us(partial(open_message, secret, packet), times=200)


def key_exchange() -> Iterator[tuple[str, float]]:
    """The arithmetic of one exchange."""
    key = ServerKey(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    block = bytes(1) + os.urandom(255)
    pair, other = dh.make_pair(), dh.make_pair()
    yield "draw p and q", best_us(dh.make_pq, times=20)
    yield "RSA: open what the client sealed", best_us(partial(key.decrypt, block), times=5)
    yield "DH: draw a secret and its power", best_us(dh.make_pair, times=5)
    yield "DH: the shared key", best_us(partial(dh.shared_key, pair, other.public), times=5)


def store() -> Iterator[tuple[str, float]]:
    """Private messages appended in transactions of `BATCH`, in this thread alone."""
    # Not in /tmp: that may be memory, where a commit costs nothing.
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS, prefix="data-") as folder:
        path = Path(folder) / "store.db"
        accounts = asyncio.run(_make_accounts(path))
        connection = open_writer(str(path), vfs=None, synchronous="FULL")
        numbers = iter(range(1, 1 << 40))
        transaction = partial(_transaction, connection, accounts, numbers)
        took_us = best_us(transaction, times=4) / BATCH
        indexing_us = _indexing_us(connection)
        connection.close()
    yield f"append a private message, {BATCH} in a commit", took_us
    yield f"index a message of {_WORDS_A_TEXT} words, {INDEXED} in a step", indexing_us


def _indexing_us(connection: apsw.Connection) -> float:
    """CPU of taking messages into the index, the median: now and then a step merges more."""
    drawn = random.Random(1)
    words = ["".join(drawn.choices("etaoinsh", k=5)) for _ in range(5_000)]
    ranks = [1 / (rank + 3) for rank in range(len(words))]
    for (body_id,) in connection.execute("SELECT id FROM bodies").fetchall():
        text = " ".join(drawn.choices(words, ranks, k=_WORDS_A_TEXT))
        connection.execute("UPDATE bodies SET text = ? WHERE id = ?", (text, body_id))
    hider = WordHider(bytes(32))
    took_us = []
    while True:
        began = time.thread_time()
        with connection:
            count = search_index.index_messages(connection, at_most=INDEXED, hider=hider)
        if count < INDEXED:
            return statistics.median(took_us)
        took_us.append((time.thread_time() - began) / count * 1e6)


async def _make_accounts(path: Path) -> list[int]:
    kept = SqliteStore.open(path, key_secret=bytes(32))
    made = [
        await kept.add_account(phone=f"99966{i:05}", first_name="Ada", last_name="", date=1)
        for i in range(_ACCOUNTS)
    ]
    await kept.close()
    return [account.id for account in made]


def _transaction(connection: apsw.Connection, accounts: list[int], numbers: Iterator[int]) -> None:
    decide = partial(compose_private, limits=MessageLimits())
    connection.execute("BEGIN IMMEDIATE")
    for _ in range(BATCH):
        number = next(numbers)
        draft = Draft(
            sender_id=accounts[2 * number % _ACCOUNTS],
            recipient_id=accounts[(2 * number + 1) % _ACCOUNTS],
            random_id=number,
            text=_TEXT,
            date=1_700_000_000,
        )
        connection.execute("SAVEPOINT operation")
        sending.append_private(connection, draft, decide=decide)
        connection.execute("RELEASE operation")
    connection.execute("COMMIT")


if __name__ == "__main__":
    main()
