"""An answer that tells how something stands comes before what is changed after it.

A client takes what came last for what is: a push has no number that says otherwise.
"""

import asyncio
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.talk import People

WITHIN_S = 5


async def never(*_: Any, **__: Any) -> Any:
    """What an answer that does not wait for it is not held up by."""
    await asyncio.Event().wait()


async def test_the_answer_to_a_reaction_waits_for_nothing_but_the_reaction(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, store = people.ann, people.ben, people.stage.store
    await ben.send(ben.to(ann), "hello")
    react = store.react

    async def then_nothing_else(*asked: Any, **how: Any) -> Any:
        found = await react(*asked, **how)
        monkeypatch.setattr(store, "use_reactions", never)
        return found

    monkeypatch.setattr(store, "react", then_nothing_else)
    query = functions.messages.SendReaction(
        peer=ann.to(ben),
        msg_id=1,
        reaction=[types.ReactionEmoji(emoticon="👍")],
        add_to_recent=True,
    )
    answer = await asyncio.wait_for(ann(query), WITHIN_S)
    assert isinstance(answer.updates[0], types.UpdateMessageReactions)
    recent = await ann(functions.messages.GetRecentReactions(limit=10, hash=0))
    assert [one.emoticon for one in recent.reactions] == ["👍"]


@pytest.mark.parametrize(
    "key", [types.InputPrivacyKeyPhoneCall(), types.InputPrivacyKeyStatusTimestamp()]
)
async def test_the_answer_to_new_rules_waits_for_nothing_but_the_rules(
    people: People, monkeypatch: pytest.MonkeyPatch, key: Any
) -> None:
    ann, store = people.ann, people.stage.store
    change, seen, audience = store.change_privacy, store.seen, store.audience
    held = asyncio.Event()

    async def then_nothing_else(*asked: Any, **how: Any) -> Any:
        found = await change(*asked, **how)
        for name, read in (("seen", seen), ("audience", audience)):
            monkeypatch.setattr(store, name, later(read))
        return found

    def later(read: Any) -> Any:
        async def wait(*asked: Any) -> Any:
            await held.wait()
            return await read(*asked)

        return wait

    monkeypatch.setattr(store, "change_privacy", then_nothing_else)
    asked = functions.account.SetPrivacy(key=key, rules=[types.InputPrivacyValueDisallowAll()])
    call = people.stage.dispatcher.handle
    answered = asyncio.Event()

    async def handle(*what: Any) -> Any:
        answer = await call(*what)
        answered.set()
        return answer

    monkeypatch.setattr(people.stage.dispatcher, "handle", handle)
    asking = asyncio.create_task(ann(asked))
    await asyncio.wait_for(answered.wait(), WITHIN_S)
    held.set()
    assert [type(rule) for rule in (await asking).rules] == [types.PrivacyValueDisallowAll]
