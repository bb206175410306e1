"""What every store makes of a group: copies, places, and what is true when it commits."""

import asyncio
from functools import partial

import pytest

from heliograph.domain import chat_membership, errors
from heliograph.domain.chat_invites import ChatInvite, InviteTerms, come, new_invite
from heliograph.domain.chats import ChatContext, ChatLimits
from heliograph.domain.messages import Body, Draft
from heliograph.ports.store import Store
from support.group_changes import CHAT, PEER, add, asker, make
from support.mailboxes import NOON, delete, edit, open_accounts, send


async def test_each_member_has_a_copy_and_one_pts(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, bob, cyd)
    await make(store, ada, bob, cyd)
    sent = await send(store, ada, PEER, "hi")
    assert (sent.message.id, sent.pts) == (2, 3)
    assert sorted((p.owner_id, p.message_id, p.pts) for p in sent.spread) == [
        (bob, 3, 4),
        (cyd, 3, 4),
    ]
    for owner_id, unread in ((ada, 0), (bob, 2), (cyd, 3)):
        assert (await store.state(owner_id)).unread == unread
        page = await store.messages(owner_id, [2 if owner_id == ada else 3])
        (copy,) = page.messages
        assert (copy.text, copy.peer_id, copy.sender_id) == ("hi", PEER, ada)
        assert [type(one).__name__ for one in page.sees].count("SeenChat") == 1


async def test_who_came_later_has_no_copy_of_what_is_answered(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await make(store, ada, bob)
    asked = await send(store, ada, PEER, "question")
    await add(store, ada, cyd, random_id=2)
    answer = await send(store, bob, PEER, "answer", reply_to_id=2)
    places = {p.owner_id: p for p in answer.spread}
    assert places[ada].reply_to_id == asked.message.id
    assert places[ada].called
    assert places[cyd].reply_to_id is None
    await edit(store, ada, asked.message.id, "another question")
    assert len(await edit(store, bob, answer.message.id, "another answer")) == 3
    gone = await delete(store, ada, asked.message.id)
    assert sorted(part.owner_id for part in gone) == [ada, bob]


async def test_the_last_place_is_given_once(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    others = await open_more(store, 2)
    await make(store, ada, bob)
    tries = [
        add(store, ada, other, random_id=10 + n, limits=ChatLimits(members=3))
        for n, other in enumerate(others)
    ]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["ChatOutcome", "UsersTooMuch"]


async def open_more(store: Store, count: int) -> list[int]:
    made = [
        await store.add_account(phone=f"777{n:07}", first_name="More", last_name="", date=NOON)
        for n in range(count)
    ]
    return [account.id for account in made]


async def test_who_is_removed_hears_that_and_nothing_more(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await make(store, ada, bob, cyd)
    outcome = await store.change_group(
        asker(ada, 3), decide=lambda context: chat_membership.remove(asker(ada), context, bob)
    )
    assert outcome.sent is not None
    assert {p.owner_id for p in outcome.sent.spread} == {bob, cyd}
    assert {p.owner_id for p in (await send(store, ada, PEER)).spread} == {cyd}
    with pytest.raises(errors.ChatWriteForbidden):
        await send(store, bob, PEER)


async def test_a_group_of_two_hundred_takes_few_statements(store: Store) -> None:
    ada, *others = await open_accounts(store, 200)
    await make(store, ada, *others)
    sent = await send(store, ada, PEER, "to all")
    assert len(sent.spread) == 199
    assert len({(p.owner_id, p.message_id) for p in sent.spread}) == 199


async def test_a_refused_change_leaves_no_trace(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await make(store, ada, bob)
    before = await store.state(bob)
    with pytest.raises(errors.ChatAdminRequired):
        await store.change_group(
            asker(bob, 4), decide=lambda context: chat_membership.remove(asker(bob), context, ada)
        )
    assert await store.state(bob) == before
    found = await store.chat(cyd, CHAT)
    assert found is not None
    assert [one.account_id for one in found[1]] == [ada, bob]


async def test_a_link_for_one_lets_one_in(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    others = await open_more(store, 2)
    await make(store, ada, bob)
    terms = InviteTerms(usage_limit=1)

    def offer(context: ChatContext, _: ChatInvite | None) -> list[ChatInvite]:
        return [new_invite(asker(ada), context, terms, new_hash="only-one")]

    await store.change_invite(asker(ada), "only-one", decide=offer)
    decide = partial(come, limits=ChatLimits())
    tries = [
        store.join_chat(asker(other, 20 + n), "only-one", decide=decide)
        for n, other in enumerate(others)
    ]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["ChatOutcome", "InviteHashExpired"]


async def test_an_admin_has_one_permanent_link_whoever_asks_first(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await make(store, ada, bob)

    def decide(
        secret: str, context: ChatContext, known: ChatInvite | None
    ) -> tuple[ChatInvite, ...]:
        terms = InviteTerms()
        made = known or new_invite(asker(ada), context, terms, new_hash=secret, permanent=True)
        return (made,)

    asked = [
        store.change_invite(asker(ada), None, decide=partial(decide, secret))
        for secret in ("one", "two")
    ]
    first, second = await asyncio.gather(*asked)
    assert first == second
    listed, count = await store.chat_invites(
        CHAT, ada, revoked=False, before=NOON + 1, after_hash="", at_most=9
    )
    assert (list(listed), count) == ([*first], 1)


async def test_nobody_outside_adds_a_message_whatever_was_decided(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await make(store, ada, bob)
    draft = Draft(sender_id=cyd, recipient_id=PEER, random_id=9, text="in?", date=NOON)
    body = Body(sender_id=cyd, date=NOON, text="in?")
    with pytest.raises(errors.ChatWriteForbidden):
        await store.append_private(draft, decide=lambda _draft, _context: body)
    assert (await store.dialogs_of(ada, [PEER])).dialogs[0].top_id == 1
