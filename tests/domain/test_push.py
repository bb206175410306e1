"""When a notice is tried again."""

import pytest

from heliograph.domain.push import (
    Attempt,
    Outcome,
    PushDevice,
    PushTask,
    Subject,
    TokenKind,
    next_attempt,
    reaction_peer,
    secret_chat,
    secret_peer,
    token_digest,
    told_peer,
)

NOW = 1_700_000_000
LATER = Attempt(Outcome.LATER)


@pytest.mark.parametrize("chat_id", [-(2**31), -1, 1, 2**31 - 1])
def test_end_to_end_chats_stand_among_dialogs_by_themselves(chat_id: int) -> None:
    peer_id = secret_peer(chat_id)
    assert secret_chat(peer_id) == chat_id
    assert told_peer(peer_id) == peer_id


@pytest.mark.parametrize("peer_id", [1, 777_000, 1_000_000_001, 2**40])
def test_reactions_are_told_beside_the_messages_of_their_dialog(peer_id: int) -> None:
    assert told_peer(peer_id) == told_peer(reaction_peer(peer_id)) == peer_id
    assert reaction_peer(peer_id) != peer_id


def task(attempts: int, *, expires: int = NOW + 86_400) -> PushTask:
    device = PushDevice(id=1, account_id=1, auth_key_id=1, kind=TokenKind.WEB, token="t")
    return PushTask(
        device=device,
        peer_id=1,
        subject=Subject.MESSAGE,
        message_id=1,
        attempts=attempts,
        expires=expires,
    )


@pytest.mark.parametrize(
    ("attempts", "wait_s"), [(0, 5), (1, 10), (4, 80), (9, 2560), (10, 3600), (30, 3600)]
)
def test_each_wait_is_twice_the_last_up_to_an_hour(attempts: int, wait_s: int) -> None:
    assert next_attempt(task(attempts), LATER, now=NOW, attempts_max=99) == NOW + wait_s


def test_attempts_and_time_come_to_an_end() -> None:
    assert next_attempt(task(10), LATER, now=NOW, attempts_max=12) is not None
    assert next_attempt(task(11), LATER, now=NOW, attempts_max=12) is None
    assert next_attempt(task(0, expires=NOW + 5), LATER, now=NOW, attempts_max=12) is None
    assert next_attempt(task(0, expires=NOW + 6), LATER, now=NOW, attempts_max=12) == NOW + 5


def test_patience_is_given_up_to_an_hour() -> None:
    asked = Attempt(Outcome.LATER, 1_000_000)
    assert next_attempt(task(0), asked, now=NOW, attempts_max=9) == NOW + 3_600
    asked = Attempt(Outcome.LATER, 60)
    assert next_attempt(task(0), asked, now=NOW, attempts_max=9) == NOW + 60


def test_a_token_of_another_kind_is_another() -> None:
    assert token_digest(TokenKind.WEB, "a") != token_digest(TokenKind.SIMPLE, "a")


def test_records_do_not_show_what_is_secret() -> None:
    device = PushDevice(
        id=1, account_id=1, auth_key_id=1, kind=TokenKind.WEB, token="t0ken", secret=b"s3cret"
    )
    assert "t0ken" not in repr(device)
    assert "s3cret" not in repr(device)
