"""Clients that believe they are on different data centres, and go from one to another."""

import pytest

pytestmark = [pytest.mark.play, pytest.mark.long]


@pytest.mark.parametrize(("kind", "pfs"), [("gramjs", False), ("mtcute", False), ("mtcute", True)])
async def test_an_authorization_is_taken_along_to_another_dc(
    cast, onlookers: int, kind: str, pfs: bool
) -> None:
    alice = await cast(kind, name="Alice", pfs=pfs, dc=4)
    for dc in (2, 1):
        assert await alice.do("elsewhere", dc=dc) == alice.user_id
    # Still one device.
    assert await alice.do("sessions") == 1 + onlookers


async def test_clients_on_different_dcs_talk(cast) -> None:
    # TDLib begins on 1, the others take no dc for granted.
    actors = [
        await cast("tdlib", name="Ann"),
        await cast("gramjs", name="Ben", dc=4),
        await cast("mtcute", name="Cat", dc=5, pfs=True),
    ]
    for actor in actors:
        await actor.do("set_username", username=f"everywhere_{actor.user_id}")
    for sender in actors:
        for other in actors:
            if other is not sender:
                text = f"{sender.kind} to {other.kind}"
                await sender.do("send", to=f"everywhere_{other.user_id}", text=text)
                await other.see_text(text)
