"""What was kept to ask for passwords and to send mail is forgotten in its time."""

import apsw

from heliograph.domain.authorizations import AuthKeyRecord
from heliograph.domain.password_attempts import AttemptsContext, PasswordAttempt
from heliograph.domain.sign_in import Invite
from heliograph.domain.srp import Verifier
from heliograph.domain.two_step import Decided, TwoStep, TwoStepContext
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.pruning import Keep
from support.mailboxes import NOON, open_accounts
from support.signing_in import attempt, key, request_code

DAY, HOUR = 86_400, 3_600


def keep_at(now: int) -> Keep:
    return Keep(
        now=now,
        sends_after=now,
        codes_after=now - DAY,
        unused_keys_after=now - DAY,
        expired_keys_after=now,
    )


def _count(connection: apsw.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").get)


def locked(context: TwoStepContext) -> Decided[None]:
    verifier = Verifier(salt1=b"1", salt2=b"2", value=b"3")
    return Decided(state=TwoStep(verifier=verifier), outcome=None, letter=True)


def anybody(attempt: PasswordAttempt, context: AttemptsContext) -> None:
    """Lets every attempt through."""


async def test_attempts_letters_and_waits_go_after_their_time(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    (ada,) = await open_accounts(store, 1)
    await store.change_two_step(ada, date=NOON, window_s=DAY, decide=locked)
    tried = PasswordAttempt(account_id=ada, address="::1", srp_id=1, date=NOON)
    await store.try_password(tried, window_s=DAY, decide=anybody)
    await store.save_auth_key(key(1))
    await attempt(store, await request_code(store, 1))
    tables = ("password_waits", "password_attempts", "letters", "two_step")
    for now, left in (
        (NOON + HOUR, [1, 1, 1, 1]),
        (NOON + HOUR + 1, [0, 1, 1, 1]),
        (NOON + DAY + 1, [0, 0, 0, 1]),
    ):
        await store.prune(keep_at(now))
        assert [_count(connection, table) for table in tables] == left


async def test_wait_goes_with_its_key(store: SqliteStore, connection: apsw.Connection) -> None:
    (ada,) = await open_accounts(store, 1)
    await store.change_two_step(ada, date=NOON, window_s=DAY, decide=locked)
    record = AuthKeyRecord(auth_key_id=1, secret=b"s" * 256, dc=2, created=NOON)
    await store.save_auth_key(record)
    await attempt(store, await request_code(store, 1))
    await store.destroy_auth_key(1)
    assert _count(connection, "password_waits") == 0


async def test_address_for_codes_goes_with_the_account_or_the_invitation(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    (ada,) = await open_accounts(store, 1)
    account = await store.account(ada)
    assert account is not None
    await store.add_invite(Invite(phone="1", code_mac=b"", created=0, expires=NOON))
    for phone in (account.phone, "1", "2"):
        await store.set_code_mail(phone, "a@example.org")
    await store.prune(keep_at(NOON))
    assert [await store.code_mail(phone) is not None for phone in (account.phone, "1", "2")] == [
        True,
        True,
        False,
    ]
    await store.prune(keep_at(NOON + 1))
    await store.prune(keep_at(NOON + 1))
    assert await store.code_mail("1") is None
