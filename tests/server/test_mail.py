"""Mail by the operator's SMTP server: encrypted, signed in, bounded, and never told of in logs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from heliograph.server.delivery_thread import DeliveryBounds, DeliveryStuck
from heliograph.server.mail import MailRefused, MailServer, SmtpMailer
from support.outside import HOST, FakeMailServer, make_certificate, serving

Made = Callable[[FakeMailServer], MailServer]
TO, SUBJECT, TEXT = "ann@example.org", "Your code", "123456\n\nEnter it.\n"


def server_at(fake: FakeMailServer, *, secure: bool = False, is_local: bool = True) -> MailServer:
    return MailServer(
        host=HOST, port=fake.port, secure=secure, is_local=is_local, sender="chat@example.org"
    )


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeMailServer:
    """A mail server with a certificate that this machine trusts."""
    fake = FakeMailServer(tls=make_certificate(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return fake


async def test_mail_is_handed_in_with_what_a_mail_needs() -> None:
    async with serving(FakeMailServer()) as fake:
        await SmtpMailer(server_at(fake)).send(TO, SUBJECT, TEXT)
    ((recipient, content, _),) = fake.mails
    head, _, body = content.partition("\r\n\r\n")
    assert recipient == TO
    for line in ("From: chat@example.org", f"To: {TO}", f"Subject: {SUBJECT}", "Date: "):
        assert line in head
    assert "Message-ID: <" in head
    assert "Auto-Submitted: auto-generated" in head
    assert body.startswith("123456\r\n")


async def test_starttls_is_used_wherever_it_is_offered(trusted: FakeMailServer) -> None:
    async with serving(trusted) as fake:
        await SmtpMailer(server_at(fake)).send(TO, SUBJECT, TEXT)
        await SmtpMailer(server_at(fake, is_local=False)).send(TO, SUBJECT, TEXT)
    assert [encrypted for _, _, encrypted in fake.mails] == [True, True]


async def test_smtps_is_encrypted_from_the_first_byte(trusted: FakeMailServer) -> None:
    async with serving(trusted, tls=trusted.tls) as fake:
        await SmtpMailer(server_at(fake, secure=True)).send(TO, SUBJECT, TEXT)
    assert [encrypted for _, _, encrypted in fake.mails] == [True]


async def test_codes_never_leave_the_machine_in_the_clear() -> None:
    async with serving(FakeMailServer()) as fake:
        with pytest.raises(MailRefused, match="no STARTTLS"):
            await SmtpMailer(server_at(fake, is_local=False)).send(TO, SUBJECT, TEXT)
    assert fake.mails == []


async def test_certificate_of_somebody_else_is_not_accepted(tmp_path: Path) -> None:
    async with serving(FakeMailServer(tls=make_certificate(tmp_path))) as fake:
        with pytest.raises(MailRefused, match="TLS failed"):
            await SmtpMailer(server_at(fake)).send(TO, SUBJECT, TEXT)
    assert fake.mails == []


async def test_mailer_signs_in_where_a_user_is_set() -> None:
    async with serving(FakeMailServer(user="chat", password="pass word")) as fake:
        server = replace(server_at(fake), user="chat", password="pass word")
        await SmtpMailer(server).send(TO, SUBJECT, TEXT)
        await SmtpMailer(server).check()
        wrong = SmtpMailer(replace(server, password="other"))
        with pytest.raises(MailRefused, match="answered 535"):
            await wrong.check()
    assert len(fake.mails) == 1


@pytest.mark.parametrize(("verb", "words"), [("RCPT", "550"), ("MAIL", "451"), ("DATA", "554")])
async def test_refusal_names_the_status_and_neither_person_nor_code(verb: str, words: str) -> None:
    async with serving(FakeMailServer()) as fake:
        fake.answers[verb] = f"{words} {TO} 123456"
        with pytest.raises(MailRefused) as refused:
            await SmtpMailer(server_at(fake)).send(TO, SUBJECT, TEXT)
    assert words in str(refused.value)
    assert TO not in str(refused.value)
    assert "123456" not in str(refused.value)


async def test_silent_mail_server_holds_nobody_for_long() -> None:
    async with serving(FakeMailServer()) as fake:
        fake.silent = True
        with pytest.raises((DeliveryStuck, OSError)):
            await SmtpMailer(server_at(fake), DeliveryBounds(timeout_s=0.05)).send(
                TO, SUBJECT, TEXT
            )


async def test_mail_server_that_is_not_there_is_an_error() -> None:
    server = MailServer(host=HOST, port=9, secure=False, is_local=True, sender="a@example.org")
    with pytest.raises(OSError, match="refused"):
        await SmtpMailer(server).send(TO, SUBJECT, TEXT)


def test_password_is_not_in_what_is_printed_of_a_server() -> None:
    server = MailServer(
        host=HOST, port=1, secure=False, is_local=True, sender="a@b.org", user="u", password="pw"
    )
    assert "pw" not in repr(server)
