"""What the settings make of mail and of the delivery of login codes."""

from pathlib import Path
from typing import Any

import pytest

from heliograph.config import Limits, Settings
from heliograph.domain.texts import TEXTS
from heliograph.server.delivery import (
    MailCodes,
    described,
    gateway,
    mail_server,
    make_mailer,
    make_messenger,
)
from heliograph.server.delivery_thread import DeliveryBounds, DeliveryThread
from heliograph.server.errors import CannotStart
from heliograph.server.files import UnsafeFile
from heliograph.server.mail import NoMail, SmtpMailer
from heliograph.server.webhook import WebhookCodes
from support.fakes import FakeMailer

MAIL: dict[str, Any] = {"smtp": "smtp://127.0.0.1:2525", "mail_from": "chat@example.org"}


def secret_file(folder: Path, content: bytes = b"0123456789abcdef\n", mode: int = 0o600) -> str:
    path = folder / "secret"
    path.write_bytes(content)
    path.chmod(mode)
    return str(path)


def mail_codes(mailer: FakeMailer, address: str | None, template: str = "") -> MailCodes:
    async def address_of(phone: str) -> str | None:
        return address

    return MailCodes(mailer, address_of=address_of, template=template)


async def test_code_goes_to_the_address_noted_for_the_number() -> None:
    mailer = FakeMailer()
    codes = mail_codes(mailer, "ann@example.org", "{phone}@sms.example.org")
    await codes.deliver_code("12025550101", "012345")
    assert mailer.mails[0][0] == "ann@example.org"
    assert mailer.code == "012345"


async def test_number_without_an_address_goes_by_the_template() -> None:
    mailer = FakeMailer()
    await mail_codes(mailer, None, "{phone}@sms.example.org").deliver_code("12025550101", "1")
    assert mailer.mails[0][0] == "12025550101@sms.example.org"


async def test_number_without_address_and_template_is_sent_nothing() -> None:
    mailer = FakeMailer()
    await mail_codes(mailer, None).deliver_code("12025550101", "1")
    assert mailer.mails == []


@pytest.mark.parametrize("language", TEXTS)
async def test_code_is_mailed_in_the_language_of_who_asks(language: str) -> None:
    mailer = FakeMailer()
    codes = mail_codes(mailer, "ann@example.org")
    await codes.deliver_code("12025550101", "012345", language)
    ((_, text),) = mailer.mails
    assert text == TEXTS[language]["LoginCodeMail"].format(code="012345")


def make(settings: Settings) -> Any:
    async def address_of(phone: str) -> str | None:
        return None

    return make_messenger(
        settings, mailer=make_mailer(settings), address_of=address_of, warn=lambda _: None
    )


def test_settings_choose_the_messenger(tmp_path: Path) -> None:
    secret = secret_file(tmp_path)
    webhook = Settings(codes="webhook:https://gateway.example/x", codes_secret_file=secret)
    assert isinstance(make(webhook), WebhookCodes)
    assert described(webhook) == "the gateway at gateway.example:443"
    by_mail = Settings(codes="smtp", **MAIL)
    assert isinstance(make(by_mail), MailCodes)
    assert described(by_mail) == "mail, by 127.0.0.1:2525"
    assert isinstance(make_mailer(by_mail), SmtpMailer)
    assert isinstance(make_mailer(Settings()), NoMail)


def test_limits_bound_every_delivery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = []

    class Noted(DeliveryThread):
        def __init__(self, name: str, given: DeliveryBounds, *, threads: int = 1) -> None:
            super().__init__(name, given, threads=threads)
            bounds.append((name, given.timeout_s, given.waiting_max))

    for module in ("codes", "mail", "webhook"):
        monkeypatch.setattr(f"heliograph.server.{module}.DeliveryThread", Noted)
    limits = Limits(delivery_timeout_s=7, deliveries_waiting_max=2)
    monkeypatch.setattr(Settings, "limits", property(lambda self: limits))
    secret = secret_file(tmp_path)
    make(Settings(codes="webhook:https://gateway.example/x", codes_secret_file=secret))
    make(Settings(codes="smtp", **MAIL))
    make(Settings(codes=f"file:{tmp_path / 'codes'}"))
    assert bounds == [(name, 7, 2) for name in ("webhook", "mail", "codes")]


def test_secret_of_the_gateway_is_private_and_long_enough(tmp_path: Path) -> None:
    hook = "webhook:https://gateway.example/x"
    read = gateway(Settings(codes=hook, codes_secret_file=secret_file(tmp_path)))
    assert read is not None
    assert read.secret == b"0123456789abcdef"
    with pytest.raises(UnsafeFile, match="there is no file"):
        gateway(Settings(codes=hook, codes_secret_file=str(tmp_path / "missing")))
    with pytest.raises(UnsafeFile, match="at least 16"):
        gateway(Settings(codes=hook, codes_secret_file=secret_file(tmp_path, b"short")))
    with pytest.raises(UnsafeFile, match="chmod 600"):
        gateway(Settings(codes=hook, codes_secret_file=secret_file(tmp_path, mode=0o644)))


def test_password_of_the_mail_server_comes_from_a_private_file(tmp_path: Path) -> None:
    password = secret_file(tmp_path, b"pass word\n")
    server = mail_server(Settings(smtp_user="chat", smtp_password_file=password, **MAIL))
    assert server is not None
    assert (server.user, server.password, server.is_local) == ("chat", "pass word", True)
    for content in ("pässword".encode(), b"\xff\xfe", b"\n"):
        Path(password).write_bytes(content)
        with pytest.raises(CannotStart, match="ASCII") as refused:
            mail_server(Settings(smtp_user="chat", smtp_password_file=password, **MAIL))
        # Nor is it shown by what led there.
        assert (refused.value.__cause__, refused.value.__context__) == (None, None)
    Path(password).chmod(0o640)
    with pytest.raises(UnsafeFile, match="chmod 600"):
        mail_server(Settings(smtp_user="chat", smtp_password_file=password, **MAIL))


def test_addresses_that_nothing_can_be_sent_to_stop_the_start() -> None:
    with pytest.raises(CannotStart, match="mail_from"):
        mail_server(Settings(smtp="smtp://mail.example", mail_from="chat@@example"))
    with pytest.raises(CannotStart, match="codes_mail_to"):
        make(Settings(codes="smtp", codes_mail_to="{phone}@nowhere", **MAIL))
