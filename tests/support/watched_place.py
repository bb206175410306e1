"""A supergroup or channel full of secrets, and the store's rows about it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from heliograph.domain.permissions import Right
from heliograph.rpc.registry import load_methods
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.errors import EncodeError
from heliograph.tl.layers import NEWEST
from support.communities import Community, make_community
from support.every_query import Asked, queries
from support.stage import RPC_ERROR
from support.talk import People, Talker, sent_id

SECRET = b"Zeuxis"
"""In all that is said and known in it, but its title."""

TITLE = b"Okapi"

LEFT_OUT = frozenset({
    "account.deleteAccount",
    "account.initTakeoutSession",
    "auth.logOut",
    "auth.resetAuthorizations",
})  # fmt: skip
"""They end the run, or ask for nothing in a place."""

_INTERNAL = "INTERNAL"

_ROWS = (
    "SELECT id, kind, title, about, creator_id, members, username, banned, noforwards, signatures,"
    " slow_mode, hidden_history, hidden_members, join_to_send, join_request, forum, linked_id,"
    " ttl_period, photo, reactions, closed, flags FROM channels WHERE id = :channel",
    "SELECT account_id, role, rights, banned, until, rank FROM channel_members"
    " WHERE channel_id = :channel",
    "SELECT * FROM chat_invites WHERE chat_id = :owner",
    "SELECT * FROM channel_log WHERE channel_id = :channel",
    "SELECT * FROM pinned_messages WHERE owner_id = :owner",
    "SELECT c.id, b.text FROM copies c JOIN bodies b ON b.id = c.body_id"
    " WHERE c.owner_id = :owner AND c.id <= :last",
    "SELECT counts FROM polls",
)
"""How it is: what is said in it after `last`, and how far somebody read, is another matter."""

_MAILBOX = (
    "SELECT pts FROM mailboxes WHERE account_id = :owner",
    "SELECT * FROM post_counters WHERE channel_id = :channel",
    "SELECT account_id, read_outbox_max_id FROM channel_members WHERE channel_id = :channel",
)


class Answer(NamedTuple):
    """What a query came to: `refusal` is empty for one that was answered."""

    query: Any
    body: bytes
    refusal: str


class Rows:
    """What some statements find in a store, run again once anything at all was written."""

    def __init__(self, database: Path, statements: Sequence[str], **names: int) -> None:
        self._statements, self._names = statements, names
        self._connection = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)
        self._version = 0
        self._found: list[Any] = []

    def now(self) -> list[Any]:
        """A list for each statement."""
        (version,) = next(self._connection.execute("PRAGMA data_version"))
        if version != self._version:
            run = self._connection.execute
            self._found = [list(run(one, self._names)) for one in self._statements]
            self._version = version
        return self._found

    def close(self) -> None:
        self._connection.close()


class Watched:
    """The place, what is asked about it, and how it stands."""

    def __init__(self, place: Community, database: Path, said: Sequence[int]) -> None:
        self.place = place
        self.said = list(said)
        peer_id = -(10**12) - place.id
        names = {"channel": place.id, "owner": peer_id, "last": max(self.said)}
        self.rows = Rows(database, _ROWS, **names)
        self.rows_and_mailbox = Rows(database, (*_ROWS, *_MAILBOX), **names)

    def asked(self, who: Talker, *, wrong_by: int = 0) -> Asked:
        """It as somebody names it, with a hash that is off by so much."""
        named = self.place.named_by(who)
        hash_ = named.access_hash ^ wrong_by
        return Asked(
            peer=types.InputPeerChannel(channel_id=self.place.id, access_hash=hash_),
            channel=types.InputChannel(channel_id=self.place.id, access_hash=hash_),
            chat_id=self.place.id,
            message_ids=self.said,
        )

    def close(self) -> None:
        self.rows.close()
        self.rows_and_mailbox.close()


async def make_watched(people: People, database: Path, *, broadcast: bool) -> Watched:
    """Ann's, with Ben as an admin and Cat as a member; members may change and invite nothing."""
    place = await make_community(people, broadcast=broadcast)
    ann, ben = people.ann, people.ben
    kept = Right.CHANGE_INFO | Right.INVITE_USERS | Right.PIN_MESSAGES
    await place.change(
        title=TITLE.decode(), about="About Zeuxis", banned=Right(0) if broadcast else kept
    )
    peer = place.peer(ann)
    said = sent_id(await ann.send(peer, "words of Zeuxis"))
    await ann(functions.messages.UpdatePinnedMessage(peer=peer, id=said, silent=True))
    poll = types.InputMediaPoll(
        poll=types.Poll(
            id=0,
            question=_worded("Who is Zeuxis"),
            answers=[types.InputPollAnswer(text=_worded(f"{one} Zeuxis")) for one in "ab"],
            hash=0,
        )
    )
    voted = sent_id(await ann.send_media(peer, poll))
    await ben(functions.account.UpdateProfile(first_name="Ben", last_name="Parrhasius"))
    await people.cat(functions.account.UpdateProfile(first_name="Cat", last_name="Apelles"))
    await place.make_admin(ben, change_info=True, anonymous=not broadcast)
    await people.stage.store.index_messages(at_most=100)
    return Watched(place, database, [said, voted])


def _worded(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=text, entities=[])


async def ask(who: Talker, asked: Asked, *, methods: Iterable[str]) -> Any:
    """Every query of the methods, each with its answer."""
    for name in sorted(methods):
        for query in queries(name, asked):
            try:
                body = encode(query, NEWEST)
            except EncodeError:
                # Flags that only go together: each is in another of the method's queries.
                continue
            answer = await who.device.raw(body)
            yield name, Answer(query, answer, _refusal(answer))


def _refusal(answer: bytes) -> str:
    return answer[9 : 9 + answer[8]].decode() if answer[:4] == RPC_ERROR else ""


async def findings(
    rows: Rows,
    who: Talker,
    asked: Asked,
    *,
    secrets: Sequence[bytes],
    without: Iterable[str] = (),
) -> list[str]:
    """What came out that is secret, and what became another by it, in words.

    Of every method but those `without`, such as the one that would end what somebody is there.
    """
    found: list[str] = []
    before = rows.now()
    methods = load_methods().keys() - LEFT_OUT - set(without)
    async for name, answer in ask(who, asked, methods=methods):
        shown = f"{name}: {answer.query}"
        if any(one in answer.body for one in secrets):
            found.append(f"{shown} gives {answer.body!r}")
        if answer.refusal == _INTERNAL:
            found.append(f"{shown} is our fault")
        after = rows.now()
        if after != before:
            found.append(f"{shown} makes {before} to {after}")
            before = after
    return found
