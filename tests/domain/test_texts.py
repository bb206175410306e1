"""The server says the same in each of its languages."""

import hashlib
import itertools
import json
from string import Formatter

import pytest

from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.notices import (
    Notice,
    about_password,
    code_mail,
    exported_by_operator,
    login_code,
    login_code_mail,
    new_sign_in,
    password_reset_asked,
    password_settled,
    takeout_asked,
    takeout_begun,
)
from heliograph.domain.texts import LANGUAGE_NAMES, TEXTS, TEXTS_VERSION, language_of
from heliograph.domain.two_step import Settled

ENGLISH = TEXTS["en"]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TEXTS)
def test_each_language_has_every_text_with_the_same_fields(language: str) -> None:
    texts = TEXTS[language]
    assert {key: _fields(text) for key, text in texts.items()} == {
        key: _fields(text) for key, text in ENGLISH.items()
    }
    assert language in LANGUAGE_NAMES


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("RU", "ru"),
        ("fr_CA", "fr"),
        ("ru-Cyrl_RU", "ru"),
        ("pt-br", "en"),
        ("", "en"),
    ],
)
def test_a_clients_code_leads_to_a_language_we_speak(code: str, language: str) -> None:
    assert language_of(code) == language


def test_version_rises_with_every_change_of_a_text() -> None:
    """After a change: one more, and the new digest."""
    content = json.dumps({language: dict(texts) for language, texts in TEXTS.items()})
    assert (TEXTS_VERSION, hashlib.sha256(content.encode()).hexdigest()[:16]) == (
        8,
        "437686d2fd6571c3",
    )


@pytest.mark.parametrize("language", TEXTS)
def test_code_and_warning_are_bold_in_every_language(language: str) -> None:
    text, entities = login_code("123456").write(language)
    units = text.encode("utf-16-le")
    bold = [units[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in entities]
    assert bold == ["123456", TEXTS[language]["LoginCodeWarning"]]


def test_a_notice_of_a_sign_in_names_device_place_and_time() -> None:
    authorization = Authorization(
        hash=1,
        auth_key_id=2,
        account_id=3,
        created=1_700_000_000,
        active=0,
        address="192.0.2.1",
        client=ClientInfo(layer=200, device_model="Gerät"),
    )
    text, _ = new_sign_in("Ada", authorization).write("de")
    for part in ("Ada", "2023-11-14", "22:13:20", "Gerät", "192.0.2.1"):
        assert part in text
    nameless = Authorization(
        hash=1,
        auth_key_id=2,
        account_id=3,
        created=0,
        active=0,
        address="",
        client=ClientInfo(layer=1),
    )
    assert "Gerät: unbekannt" in new_sign_in("Ada", nameless).write("de")[0]


DEVICE = Authorization(
    hash=1,
    auth_key_id=2,
    account_id=3,
    created=0,
    active=0,
    address="192.0.2.1",
    client=ClientInfo(layer=200, device_model="Phone", app_version="1.2"),
)
NOTICES = {
    "settled": password_settled(Settled.CHANGED),
    "recovered": about_password("PasswordRecovered"),
    "reset": about_password("PasswordReset"),
    "asked": password_reset_asked(1_700_000_000),
    "declined": Notice(key="PasswordResetDeclined"),
    "operator": Notice(key="PasswordTakenByOperator"),
    "exported": exported_by_operator("You asked {for} it.", 1_700_000_000),
    "takeout asked": takeout_asked(DEVICE, begins=1_700_000_000),
    "takeout begun": takeout_begun(DEVICE),
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_every_notice_is_whole_in_every_language(notice: Notice, language: str) -> None:
    text, _ = notice.write(language)
    assert "{" not in text.replace("{for}", "")
    if notice.key != "PasswordResetDeclined":
        assert text.endswith(".")


def test_a_mailed_code_is_in_the_text_and_not_in_the_subject() -> None:
    for made, language in itertools.product((code_mail, login_code_mail), TEXTS):
        subject, text = made("271828", language)
        assert "271828" not in subject
        assert text.startswith("271828\n")
