"""Which way a notice takes, and in which form."""

import json
from typing import Any

import pytest

from heliograph.domain.push import Attempt, Outcome, PushDevice, PushTask, Subject, TokenKind
from heliograph.domain.push_notices import PushNotice
from heliograph.server.push.post import Post
from heliograph.server.push.web_push import CONTENT_BYTES_MAX
from support.push_tokens import open_notice

SECRET = bytes(range(256))
NOTICE = PushNotice(
    user_id=1, loc_key="MESSAGE_TEXT", loc_args=("Ben", "hi"), title="Ben", text="hi", badge=2
)


class Way:
    """Keeps what it was given to carry."""

    def __init__(self) -> None:
        self.carried: list[Any] = []
        self.broken = False

    async def deliver(self, task: PushTask, *content: Any, **fields: Any) -> Attempt:
        if self.broken:
            raise RuntimeError("broken")
        self.carried.append((content, fields))
        return Attempt(Outcome.TOLD)


def task(kind: TokenKind, *, secret: bytes = b"", subject: Subject = Subject.MESSAGE) -> PushTask:
    device = PushDevice(id=1, account_id=1, auth_key_id=1, kind=kind, token="token", secret=secret)
    return PushTask(device=device, peer_id=2, subject=subject, message_id=3, expires=9)


@pytest.fixture
def ways() -> dict[str, Way]:
    return {name: Way() for name in ("web", "simple", "fcm")}


@pytest.fixture
def post(ways: dict[str, Way]) -> Post:
    return Post(
        web=ways["web"],
        callers={TokenKind.SIMPLE: ways["simple"]},
        vendors={TokenKind.FCM: ways["fcm"]},
        lifetime_s=60,
    )


async def test_a_browser_is_told_in_words_and_in_keys(post: Post, ways: dict[str, Way]) -> None:
    await post.deliver(task(TokenKind.WEB), NOTICE)
    (((content,), fields),) = ways["web"].carried
    said = json.loads(content)
    assert (said["loc_key"], said["loc_args"]) == ("MESSAGE_TEXT", ["Ben", "hi"])
    assert (said["title"], said["description"], said["badge"]) == ("Ben", "hi", "2")
    assert fields == {"lifetime_s": 60}


async def test_a_browser_with_a_key_of_its_own_is_told_under_it(
    post: Post, ways: dict[str, Way]
) -> None:
    await post.deliver(task(TokenKind.WEB, secret=SECRET), NOTICE)
    (((content,), _),) = ways["web"].carried
    said = json.loads(content)
    assert list(said) == ["p"]
    assert open_notice(SECRET, said["p"])["loc_args"] == ["Ben", "hi"]


@pytest.mark.parametrize("secret", [b"", SECRET])
async def test_what_is_too_long_for_a_push_service_goes_without_the_text(
    post: Post, ways: dict[str, Way], secret: bytes
) -> None:
    long = PushNotice(
        user_id=1, loc_key="MESSAGE_TEXT", loc_args=("Ben", "é" * 2_000), text="é" * 2_000
    )
    await post.deliver(task(TokenKind.WEB, secret=secret), long)
    (((content,), _),) = ways["web"].carried
    assert len(content) <= CONTENT_BYTES_MAX
    said = json.loads(content)
    assert (open_notice(secret, said["p"]) if secret else said)["loc_key"] == "MESSAGE_NOTEXT"


async def test_a_vendor_gets_what_is_sealed_where_the_client_gave_a_key(
    post: Post, ways: dict[str, Way]
) -> None:
    for secret in (SECRET, b""):
        await post.deliver(task(TokenKind.FCM, secret=secret), NOTICE)
    (_, sealed), (_, plain) = ways["fcm"].carried
    assert open_notice(SECRET, sealed["sealed"])["loc_key"] == "MESSAGE_TEXT"
    assert plain["sealed"] is None


@pytest.mark.parametrize("subject", [Subject.READ, Subject.DELETED, Subject.REACTION_READ])
async def test_a_mere_call_is_not_made_for_what_was_read(
    post: Post, ways: dict[str, Way], subject: Subject
) -> None:
    attempt = await post.deliver(task(TokenKind.SIMPLE, subject=subject), NOTICE)
    assert attempt.outcome is Outcome.TOLD
    assert ways["simple"].carried == []
    await post.deliver(task(TokenKind.SIMPLE), NOTICE)
    assert ways["simple"].carried == [((), {})]


async def test_a_fault_is_tried_again(post: Post, ways: dict[str, Way]) -> None:
    ways["web"].broken = True
    assert (await post.deliver(task(TokenKind.WEB), NOTICE)).outcome is Outcome.LATER


async def test_what_nothing_carries_is_dropped(post: Post) -> None:
    assert (await post.deliver(task(TokenKind.WNS), NOTICE)).outcome is Outcome.DROPPED
    assert not post.carries(TokenKind.WNS)
    assert post.carries(TokenKind.WEB)
    assert post.carries(TokenKind.SIMPLE)
    assert post.carries(TokenKind.FCM)


def test_only_the_device_reads_what_is_encrypted_for_it(post: Post) -> None:
    assert post.seals(task(TokenKind.WEB).device)
    assert post.seals(task(TokenKind.FCM, secret=SECRET).device)
    assert not post.seals(task(TokenKind.FCM).device)
