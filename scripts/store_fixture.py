#!/usr/bin/env python3
"""Writes the fixture database of the present schema version; run once per version, never again.

scripts/store_fixture.py tests/storage/fixtures/schema-1.sqlite
"""

import asyncio
import itertools
import sys
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.domain import (
    channel_changes,
    channel_joining,
    channel_membership,
    channel_names,
    chat_membership,
    topics,
)
from heliograph.domain.authorizations import AuthKeyRecord, ClientInfo
from heliograph.domain.bots import NewBot
from heliograph.domain.channel_admins import ChannelLimits
from heliograph.domain.channels import Channel
from heliograph.domain.chats import Asker, Chat, ChatLimits
from heliograph.domain.composing import MessageLimits, compose_private
from heliograph.domain.editing import compose_edit
from heliograph.domain.entities import Entity
from heliograph.domain.extras import DocumentMedia, Extras
from heliograph.domain.files import Document
from heliograph.domain.messages import Draft, Edit
from heliograph.domain.peers import channel_peer, chat_peer
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Contact
from heliograph.domain.reactions import ReactionLimits, ReactionRequest, react
from heliograph.domain.service import compose_service
from heliograph.domain.telling import Told
from heliograph.domain.usernames import claim_username
from heliograph.safety.deciding import Safety, complain, decide_case
from heliograph.safety.decisions import Grave, Ground, MeasureKind, Part, Proposal
from heliograph.safety.effects import Act
from heliograph.safety.log import notes
from heliograph.safety.log.heads import LogKeeper
from heliograph.safety.reports import Report, Way
from heliograph.safety.staff.proposals import ProposalKind
from heliograph.safety.staff.records import Staff
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.store import Enrolment, Factors, NewPasskey, Proposed, Signing
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.storage.sqlite import SqliteStore

NOON = 1_700_000_000
LIMITS = MessageLimits()


async def fill(store: SqliteStore) -> None:
    """Three people, one row of every kind, and a mailbox with a past."""
    ids = [
        (
            await store.add_account(phone=f"888000000{n}", first_name=name, last_name="", date=NOON)
        ).id
        for n, name in enumerate(("Ada", "Bob", "Cyd"))
    ]
    ada, bob, cyd = ids
    await store.claim_username(ada, "ada_of_schema", decide=claim_username)
    contact = Contact(owner_id=ada, contact_id=bob, phone="8880000001", first_name="Bobby")
    await store.save_contacts(ada, contacts=[contact])
    await store.set_blocked(cyd, bob, True)
    key = AuthKeyRecord(auth_key_id=-7, secret=bytes(range(256)), dc=2, created=NOON)
    await store.save_auth_key(key)
    await store.save_client(-7, ClientInfo(layer=198, device_model="Fixture"))
    await _write(store, ada, bob, cyd)
    await _send_file(store, bob, bob)
    await _talk_in_a_group(store, ada, bob, cyd)
    await _talk_in_a_channel(store, ada, bob)
    await _talk_in_a_forum(store, ada, bob, cyd)
    await _make_a_bot(store, ada)
    safety = _safety(store)
    await _decide_on(store, safety, cyd, reporter=bob)
    await _limit_what_is_seen(safety, reporter=cyd)
    await _staff_a_console(store, safety)
    await _take_a_file(store, safety, ada, reporter=bob)


async def _say(store: SqliteStore, sender: int, peer: int, number: int) -> None:
    draft = Draft(
        sender_id=sender, recipient_id=peer, random_id=number, text="to all", date=NOON + number
    )
    await store.append_private(draft, decide=partial(compose_private, limits=LIMITS))


async def _talk_in_a_group(store: SqliteStore, ada: int, bob: int, cyd: int) -> None:
    asker = Asker(account_id=ada, chat_id=41, date=NOON, random_id=20)
    begin = partial(chat_membership.begin, creator_id=ada, date=NOON, limits=ChatLimits())
    record = Chat(id=41, title="Hikers", date=NOON, creator_id=ada, members=3)
    await store.create_chat(asker, named=[bob, cyd], decide=lambda seen: (record, begin(seen)))
    await _say(store, bob, chat_peer(41), 21)


async def _talk_in_a_channel(store: SqliteStore, ada: int, bob: int) -> None:
    def by(account: int, number: int) -> Asker:
        return Asker(account_id=account, chat_id=42, date=NOON, random_id=number)

    made, named, joined = by(ada, 22), by(ada, 23), by(bob, 24)
    record = Channel(id=42, title="Peaks", date=NOON, creator_id=ada, members=1)
    told = Told(action="ChannelCreate", arguments=(("title", "Peaks"),))
    creator = channel_membership.creator(made)
    await store.create_channel(made, record=record, member=creator, told=told)
    await store.change_channel(
        named,
        username="peaks",
        decide=lambda seen: channel_names.claim(seen, "peaks"),
    )
    await store.change_channel(joined, decide=lambda seen: channel_membership.join(joined, seen))
    await _say(store, ada, channel_peer(42), 25)
    await store.read_channel(bob, channel_peer(42), max_id=2)


async def _talk_in_a_forum(store: SqliteStore, ada: int, bob: int, cyd: int) -> None:
    def by(account: int, number: int) -> Asker:
        return Asker(account_id=account, chat_id=43, date=NOON, random_id=number)

    made, joined, asking, topic = by(ada, 26), by(bob, 27), by(cyd, 28), by(ada, 29)
    record = Channel(
        id=43, title="Huts", date=NOON, creator_id=ada, members=1, broadcast=False, forum=True
    )
    told = Told(action="ChannelCreate", arguments=(("title", "Huts"),))
    await store.create_channel(
        made, record=record, member=channel_membership.creator(made), told=told
    )
    await store.change_channel(
        made,
        username="mountain_huts",
        decide=lambda seen: channel_names.claim(seen, "mountain_huts"),
    )
    await store.change_channel(joined, decide=lambda seen: channel_membership.join(joined, seen))
    asked_first = partial(channel_changes.require_approval, made, enabled=True)
    await store.change_channel(made, decide=asked_first)
    come = partial(channel_joining.come, asking, limits=ChannelLimits())
    await store.join_public_channel(asking, decide=come)
    name = partial(topics.create, title="Meals", color=topics.COLORS[0], emoji_id=0, now=NOON)
    begun = await store.create_topic(topic, decide=name)
    answer = Draft(
        sender_id=bob,
        recipient_id=channel_peer(43),
        random_id=30,
        text="in a topic",
        date=NOON,
        reply_to_id=begun.message.id,
    )
    said = await store.append_private(answer, decide=partial(compose_private, limits=LIMITS))
    sign = ReactionRequest(
        account_id=ada,
        peer_id=channel_peer(43),
        message_id=said.message.id,
        signs=("👍",),
        date=NOON,
    )
    limits = ReactionLimits(offered=frozenset(("👍",)))
    await store.react(sign, decide=partial(react, limits=limits))


async def _make_a_bot(store: SqliteStore, owner: int) -> None:
    new = NewBot(name="Hearer", username="schema_bot", owner_id=owner, date=NOON)
    made = await store.add_bot(
        new, token_mac=lambda number: number.to_bytes(32, "big"), decide=lambda name, holder: None
    )
    await store.set_bot_hearing(made.id, hears_all=True, stays_out=None)


class _Counting:
    """Time that stands still, and numbers in their order."""

    def __init__(self) -> None:
        self._drawn = itertools.count(1)

    def now(self) -> int:
        return NOON

    def wire_now(self) -> float:
        return float(NOON)

    def token(self, size_bytes: int) -> bytes:
        return next(self._drawn).to_bytes(size_bytes, "big")

    def below(self, limit: int) -> int:
        return next(self._drawn) % limit


async def _whoever_decides(name: str) -> Staff | None:
    return Staff(id=1, name=name, roles=frozenset({Role.SENIOR}), added=NOON)


async def _decide_on(store: SqliteStore, safety: Safety, account: int, *, reporter: int) -> None:
    """A report of somebody, a decision with a measure that holds, an appeal, and the log's head."""
    category = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
    case_id = await _reported(safety, Locator(kind=SubjectKind.ACCOUNT, peer_id=account), reporter)
    proposal = Proposal(
        case_id=case_id,
        measures=(MeasureKind.FLAG_SCAM,),
        ground=Ground.TERMS,
        clause="4.2",
        category=category,
        keyword="KEYWORD_PHISHING",
        facts="It asks for money.",
        decided_by="ann",
    )
    made = await decide_case(safety, proposal)
    await complain(safety, made.decision.puid, argument="It was a joke.", date=NOON)
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    keeper = LogKeeper(
        key=notes.log_key(key), sign=lambda size, root: notes.sign(key, size=size, root=root)
    )
    await store.public_log().sequence(keeper, date=NOON, at_most=50)


async def _limit_what_is_seen(safety: Safety, *, reporter: int) -> None:
    """A post that is blocked in a country with its file kept out, and a group that is labelled."""
    post = Locator(kind=SubjectKind.MESSAGE, peer_id=channel_peer(42), item_id=3)
    decided = partial(
        Proposal,
        ground=Ground.TERMS,
        clause="4.2",
        category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        keyword="KEYWORD_PHISHING",
        facts="It asks for money.",
        decided_by="ann",
    )
    proposal = decided(
        case_id=await _reported(safety, post, reporter),
        measures=(MeasureKind.GEO_BLOCK,),
        countries=("FR",),
    )
    await decide_case(safety, proposal)
    group = Locator(kind=SubjectKind.CHANNEL, peer_id=channel_peer(43))
    proposal = decided(
        case_id=await _reported(safety, group, reporter),
        measures=(MeasureKind.LABEL,),
        label="Money is asked for here.",
    )
    await decide_case(safety, proposal)
    for effect in await safety.store.due_effects(now=NOON, at_most=50):
        if effect.act is Act.BEGIN and effect.kind is MeasureKind.GEO_BLOCK:
            await safety.store.hold_message(effect, date=NOON)
        elif effect.act is Act.BEGIN:
            await safety.store.effect_done(effect, date=NOON)


async def _staff_a_console(store: SqliteStore, safety: Safety) -> None:
    """Two of the staff, one with a passkey, and something that waits for the second one."""
    kept = store.staff(bytes(32))
    for number, name in enumerate(("ann", "ben"), start=1):
        enrolment = Enrolment(hash=bytes([number] * 32), until=NOON + 60)
        await kept.add_staff(name, roles=frozenset(Role), enrolment=enrolment, by="root", date=NOON)
        factors = Factors(passphrase=b"salt and more", totp=bytes(20))
        signing = Signing(token_hash=bytes([number + 8] * 32), device="Fixture", date=NOON)
        await kept.enrol(enrolment.hash, factors=factors, signing=signing)
    (ann, *_) = await kept.staff()
    made = NewPasskey(credential=b"key", public_key=b"public", sign_count=1, name="Token")
    await kept.add_passkey(ann.id, made, date=NOON)
    somebody = Locator(kind=SubjectKind.CHANNEL, peer_id=channel_peer(42))
    case_id = await _reported(safety, somebody, 0)
    proposed = Proposed(
        kind=ProposalKind.END, case_id=case_id, document=b"{}", reason="It is all fraud."
    )
    await kept.propose(proposed, by="ann", date=NOON)
    change = Proposed(kind=ProposalKind.STAFF, case_id=0, document=b"{}", reason="A third reads.")
    await kept.propose(change, by="ben", date=NOON)


async def _take_a_file(store: SqliteStore, safety: Safety, account: int, *, reporter: int) -> None:
    """A post whose file a decision takes, and holds as long as it may return; and somebody who is
    frozen at once."""
    file = Document(
        id=71, access_hash=6, date=NOON, mime_type="text/plain", size=7, sha256=b"\x02" * 32
    )
    posted = await _post_file(store, account, channel_peer(42), file, number=31)
    decided = partial(
        Proposal,
        ground=Ground.TERMS,
        clause="4.2",
        category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        keyword="KEYWORD_PHISHING",
        facts="It asks for money.",
        decided_by="ann",
    )
    post = Locator(kind=SubjectKind.MESSAGE, peer_id=channel_peer(42), item_id=posted)
    abuse = "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"
    case_id = await _reported(safety, post, reporter, keyword=abuse)
    await decide_case(
        safety, decided(case_id=case_id, measures=(MeasureKind.REMOVE,), part=Part.MEDIA)
    )
    for effect in await safety.store.due_effects(now=NOON, at_most=50):
        if effect.act is Act.BEGIN and effect.kind is MeasureKind.REMOVE:
            await safety.store.take_part(effect, date=NOON)
    (*_, kept) = await safety.store.evidence_to_copy(at_most=9)
    await safety.store.classify(kept.id, abuse=False, by="ann", reason="A list.", date=NOON)
    case_id = await _reported(safety, Locator(kind=SubjectKind.ACCOUNT, peer_id=reporter), account)
    await decide_case(
        safety,
        decided(case_id=case_id, measures=(MeasureKind.FREEZE,), grave=Grave.THEFT),
    )


async def _reported(safety: Safety, what: Locator, reporter_id: int, *, keyword: str = "") -> int:
    report = Report(
        way=Way.IN_APP,
        about=(what,),
        category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        keyword=keyword,
        reporter_id=reporter_id,
        receipt=f"{abs(what.peer_id)}{reporter_id:A>15}",
        date=NOON,
    )
    taken = await safety.store.take_report(report, evidence_keep_s=1_000)
    return taken.subjects[0].case_id


def _safety(store: SqliteStore) -> Safety:
    counting = _Counting()
    return Safety(
        store=store.safety(bytes(32)),
        staff=_whoever_decides,
        clock=counting,
        random=counting,
        secret=bytes(32),
        page_of=lambda puid, token: f"https://h.example/decision/{puid}?t={token}",
    )


async def _send_file(store: SqliteStore, sender: int, recipient: int) -> None:
    file = Document(
        id=70, access_hash=5, date=NOON, mime_type="text/plain", size=9, sha256=b"\x01" * 32
    )
    await _post_file(store, sender, recipient, file, number=9)


async def _post_file(
    store: SqliteStore, sender: int, recipient: int, file: Document, *, number: int
) -> int:
    await store.expect_blob(file.sha256, size=file.size, date=NOON)
    await store.add_file(file, owner_id=sender, upload_id=-number)
    draft = Draft(
        sender_id=sender,
        recipient_id=recipient,
        random_id=number,
        text="a file",
        date=NOON + number,
        extras=Extras(media=DocumentMedia(document=file)),
    )
    sent = await store.append_private(draft, decide=partial(compose_private, limits=LIMITS))
    return sent.message.id


async def _write(store: SqliteStore, ada: int, bob: int, cyd: int) -> None:
    decide = partial(compose_private, limits=LIMITS)
    bold = (Entity(kind="Bold", offset=0, length=2),)

    async def send(sender: int, recipient: int, number: int, text: str, **more: object) -> None:
        asked = {"sender_id": sender, "recipient_id": recipient, "random_id": number}
        draft = Draft(**asked, text=text, date=NOON + number, **more)  # type: ignore[arg-type]
        await store.append_private(draft, decide=decide)

    await send(ada, bob, 1, "first", entities=bold)
    await send(bob, ada, 2, "a reply", reply_to_id=1)
    await send(cyd, ada, 3, "gone soon")
    await send(ada, ada, 4, "a note")
    edit = Edit(editor_id=ada, peer_id=bob, message_id=1, text="edited ☀️", date=NOON + 5)
    await store.edit_message(edit, decide=partial(compose_edit, limits=LIMITS))
    await store.delete_messages(cyd, [1], revoke=True, date=NOON + 6)
    await store.read_history(bob, ada, max_id=1, date=NOON + 7)
    notice = Draft(
        sender_id=SERVICE_ACCOUNT_ID, recipient_id=ada, random_id=8, text="Notice", date=NOON + 8
    )
    await store.append_private(notice, decide=compose_service)


async def main(path: Path) -> None:
    store = SqliteStore.open(path, key_secret=bytes(32))
    await fill(store)
    await store.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.unlink(missing_ok=True)
    asyncio.run(main(target))
