"""Reading strace's output, on short samples."""

import pytest

from support.powercut.strace_log import Answer, SystemCall, answers, parse

SOCKET = "7<TCP:[127.0.0.1:8443->127.0.0.1:5000]>"
WAL = "9</data/store.db-wal>"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            f'12 recvfrom({SOCKET}, "abc", 256, 0, NULL, NULL) = 3',
            SystemCall(12, "recvfrom", "TCP:[127.0.0.1:8443->127.0.0.1:5000]", 3, 0, 0),
        ),
        (
            f"[pid    13] fdatasync({WAL}) = 0",
            SystemCall(13, "fdatasync", "/data/store.db-wal", 0, 0, 0),
        ),
        (
            f"12 read({SOCKET}, 0x7ff, 100) = -1 EAGAIN (Resource temporarily unavailable)",
            SystemCall(12, "read", "TCP:[127.0.0.1:8443->127.0.0.1:5000]", -1, 0, 0),
        ),
        (
            f'12 write({SOCKET}, ") = 5 <x>"..., 40) = 40',
            SystemCall(12, "write", "TCP:[127.0.0.1:8443->127.0.0.1:5000]", 40, 0, 0),
        ),
        (
            f"12 fdatasync({WAL}) = ?",
            SystemCall(12, "fdatasync", "/data/store.db-wal", None, 0, 0),
        ),
    ],
)
def test_a_whole_line_is_one_call(line: str, expected: SystemCall) -> None:
    assert parse([line]) == [expected]


def test_an_interrupted_call_is_joined_by_its_thread() -> None:
    lines = [
        f"13 fdatasync({WAL} <unfinished ...>",
        f'12 recvfrom({SOCKET}, "x", 1, 0, NULL, NULL) = 1',
        "13 <... fdatasync resumed>) = 0",
    ]
    received, synced = parse(lines)
    assert (received.name, received.began) == ("recvfrom", 1)
    assert synced == SystemCall(13, "fdatasync", "/data/store.db-wal", 0, 0, 2)


def test_a_call_that_never_returned_has_no_result() -> None:
    [call] = parse([f"13 fdatasync({WAL} <unfinished ...>"])
    assert call.result is None


@pytest.mark.parametrize("line", ["+++ exited with 0 +++", "--- SIGTERM {si_signo=15} ---", ""])
def test_other_lines_are_no_calls(line: str) -> None:
    assert parse([line]) == []


ARRIVES = f'12 recvfrom({SOCKET}, "q", 99, 0, NULL, NULL) = 1'
LOGGED = f'13 pwrite64({WAL}, "f"..., 4096, 0) = 4096'
SYNCED = f"13 fdatasync({WAL}) = 0"
ANSWERED = f'12 sendto({SOCKET}, "a", 1, 0, NULL, 0) = 1'
BEGINS = f"13 fdatasync({WAL} <unfinished ...>"
RETURNS = "13 <... fdatasync resumed>) = 0"


@pytest.mark.parametrize(
    ("lines", "covered"),
    [
        ([ARRIVES, LOGGED, SYNCED, ANSWERED], True),
        ([ARRIVES, LOGGED, LOGGED, BEGINS, RETURNS, ANSWERED], True),
        ([ARRIVES, LOGGED, ANSWERED, SYNCED], False),
        ([ARRIVES, LOGGED, BEGINS, ANSWERED, RETURNS], False),
        ([ARRIVES, SYNCED, LOGGED, ANSWERED], False),
        ([ARRIVES, LOGGED, SYNCED, LOGGED, ANSWERED], False),
        ([LOGGED, ARRIVES, SYNCED, ANSWERED], False),
        ([BEGINS, ARRIVES, LOGGED, RETURNS, ANSWERED], False),
        ([ARRIVES, LOGGED, f"13 fdatasync({WAL}) = -1 EIO (Input/output error)", ANSWERED], False),
        ([ARRIVES, LOGGED, "13 fdatasync(4</data/other>) = 0", ANSWERED], False),
        ([ARRIVES, ANSWERED], False),
    ],
)
def test_an_answer_is_covered_only_by_a_finished_sync_of_all_that_was_logged(
    lines: list[str], covered: bool
) -> None:
    [answer] = answers(parse(lines), socket="8443->", log="-wal")
    assert answer.covered is covered


def test_each_request_needs_its_own_sync() -> None:
    lines = [ARRIVES, LOGGED, SYNCED, ANSWERED, ARRIVES, LOGGED, ANSWERED]
    found = answers(parse(lines), socket="8443->", log="-wal")
    assert found == [Answer(0, 3, True), Answer(4, 6, False)]


def test_other_sockets_do_not_count() -> None:
    other = ANSWERED.replace("5000", "6000")
    lines = [ARRIVES, other, LOGGED, SYNCED, ANSWERED]
    found = answers(parse(lines), socket="8443->127.0.0.1:5000", log="-wal")
    assert found == [Answer(0, 4, True)]


def test_sends_without_an_answer_are_passed_over() -> None:
    ack = ANSWERED.replace('"a", 1', '"ack", 3').replace("= 1", "= 3")
    lines = [ARRIVES, ack, LOGGED, SYNCED, ack, ANSWERED]
    found = answers(
        parse(lines), socket="8443->", log="-wal", is_answer=lambda start, end: start <= 6 < end
    )
    assert found == [Answer(0, 5, True)]
