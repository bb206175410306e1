"""What the service account tells people, whichever zone the machine keeps."""

import time
from collections.abc import Iterator

import pytest

from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.entities import Entity
from heliograph.domain.notices import (
    Notice,
    code_mail,
    deletion_waits,
    exported_by_operator,
    login_code,
    login_code_mail,
    new_sign_in,
    password_reset_asked,
    password_settled,
    takeout_asked,
    takeout_begun,
)
from heliograph.domain.two_step import Settled

AT = 1_700_000_000
"""2023-11-14 22:13:20 UTC."""


@pytest.fixture(autouse=True)
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def parts(notice: Notice, language: str = "en") -> list[tuple[str, str]]:
    """What stands out in a notice, cut by its entities, each after how it is drawn."""
    message, entities = notice.write(language)
    units = message.encode("utf-16-le")
    return [
        (one.kind, units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le"))
        for one in entities
    ]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_code_and_its_warning_stand_out(language: str) -> None:
    (kind, code), (warned, warning) = parts(login_code("12345"), language)
    assert (kind, code, warned) == ("Bold", "12345", "Bold")
    assert warning in login_code("12345").write(language)[0]
    assert len(warning) > 20


def test_a_part_is_drawn_where_it_is_first() -> None:
    notice = Notice(key="CodeMail", values={"code": "o"}, bold=("code",))
    message, (entity,) = notice.write("en")
    assert entity == Entity(kind="Bold", offset=message.index("o"), length=1)
    assert message.count("o") > 1


def device(**said: str) -> Authorization:
    return Authorization(
        hash=1,
        auth_key_id=2,
        account_id=5,
        client=ClientInfo(layer=229, **said),
        address="192.0.2.7",
        created=AT,
        active=AT,
    )


def sign_in(**said: str) -> str:
    return new_sign_in("Ann", device(**said)).write("en")[0]


def test_a_new_device_is_named_with_when_and_where() -> None:
    message = sign_in(device_model="Pixel", system_version="SDK 34")
    for word in ("Ann", "2023-11-14", "22:13:20", "192.0.2.7", "Pixel, SDK 34"):
        assert word in message
    assert "Pixel\n" in sign_in(device_model="Pixel")
    assert sign_in() != sign_in(device_model="Pixel")


def test_the_time_of_what_is_to_come_is_told() -> None:
    assert "2023-11-14 22:13" in password_reset_asked(AT).write("en")[0]
    link = "https://example.org/confirm?hash=1"
    waits = deletion_waits(AT, link)
    assert "2023-11-14" in waits.write("en")[0]
    assert "22:13:20" in waits.write("en")[0]
    assert parts(waits) == [("Url", link)]


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (
            exported_by_operator("request 17", AT),
            ("operator of this server", "2023-11-14", "22:13:20", "request 17"),
        ),
        (
            takeout_asked(device(device_model="Pixel", app_version="11.2"), begins=AT),
            ("2023-11-14", "22:13:20", "192.0.2.7", "Pixel, 11.2"),
        ),
        (takeout_begun(device(app_version="11.2")), ("192.0.2.7", "11.2")),
        (takeout_begun(device()), ("192.0.2.7", "unknown")),
    ],
)
def test_who_takes_the_data_when_and_why_is_told(notice: Notice, words: tuple[str, ...]) -> None:
    message = notice.write("en")[0]
    assert [word for word in words if word not in message] == []
    assert notice.write("de")[0] != message


@pytest.mark.parametrize("settled", [Settled.SET, Settled.CHANGED, Settled.REMOVED])
def test_changes_of_a_password_are_told_with_what_to_do(settled: Settled) -> None:
    notice = password_settled(settled)
    assert notice is not None
    told = {one: password_settled(one) for one in Settled}
    assert list(told.values()).count(notice) == 1
    assert "If this was not you" in notice.write("en")[0]


def test_what_changes_no_password_is_not_told() -> None:
    assert password_settled(Settled.KEPT) is None
    assert password_settled(Settled.UNCONFIRMED) is None


@pytest.mark.parametrize("mail", [code_mail, login_code_mail])
def test_a_mails_subject_does_not_hold_the_code(mail: object) -> None:
    assert callable(mail)
    subject, text = mail("12345", "en")
    german, _ = mail("12345", "de")
    assert "12345" in text
    assert "12345" not in subject
    assert subject not in ("", german)
