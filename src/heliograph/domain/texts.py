"""What the server itself says to people, in each of its languages.

The keys and texts are also the language packs clients may download; `{name}` is filled in.
"""

from collections.abc import Mapping

DEFAULT_LANGUAGE = "en"

_ENGLISH: Mapping[str, str] = {
    "LoginCode": (
        "Login code: {code}. {warning}\n\n"
        "Somebody asked for this code to sign in to your account. "
        "If it was not you, ignore this message."
    ),
    "LoginCodeWarning": "Do not give this code to anyone, even if they say they run this server!",
    "NewSignIn": (
        "New sign-in. {name}, a device signed in to your account on {date} at {time} UTC.\n\n"
        "Device: {device}\nAddress: {address}\n\n"
        "If this was not you, end that session in your list of devices."
    ),
    "UnknownDevice": "unknown",
    "InviteText": "Write to me here.",
}
_GERMAN: Mapping[str, str] = {
    "LoginCode": (
        "Anmeldecode: {code}. {warning}\n\n"
        "Jemand hat diesen Code angefordert, um sich bei deinem Konto anzumelden. "
        "Falls du es nicht warst, ignoriere diese Nachricht."
    ),
    "LoginCodeWarning": (
        "Gib diesen Code niemandem, auch nicht, wenn jemand sagt, diesen Server zu betreiben!"
    ),
    "NewSignIn": (
        "Neue Anmeldung. {name}, am {date} um {time} UTC hat sich ein Gerät bei deinem Konto "
        "angemeldet.\n\nGerät: {device}\nAdresse: {address}\n\n"
        "Falls du es nicht warst, beende diese Sitzung in deiner Geräteliste."
    ),
    "UnknownDevice": "unbekannt",
    "InviteText": "Schreib mir hier.",
}
_FRENCH: Mapping[str, str] = {
    "LoginCode": (
        "Code de connexion : {code}. {warning}\n\n"
        "Quelqu’un a demandé ce code pour se connecter à votre compte. "
        "Si ce n’était pas vous, ignorez ce message."
    ),
    "LoginCodeWarning": ("Ne donnez ce code à personne, même à qui prétend gérer ce serveur !"),
    "NewSignIn": (
        "Nouvelle connexion. {name}, un appareil s’est connecté à votre compte le {date} "
        "à {time} UTC.\n\nAppareil : {device}\nAdresse : {address}\n\n"
        "Si ce n’était pas vous, fermez cette session dans la liste de vos appareils."
    ),
    "UnknownDevice": "inconnu",
    "InviteText": "Écris-moi ici.",
}
_KOREAN: Mapping[str, str] = {
    "LoginCode": (
        "로그인 코드: {code}. {warning}\n\n"
        "누군가 회원님의 계정에 로그인하려고 이 코드를 요청했습니다. "
        "본인이 아니라면 이 메시지를 무시하세요."
    ),
    "LoginCodeWarning": "서버 운영자라고 하는 사람에게도 이 코드를 절대 알려주지 마세요!",
    "NewSignIn": (
        "새로운 로그인. {name}님, {date} {time}(UTC)에 새 기기가 회원님의 계정에 "
        "로그인했습니다.\n\n기기: {device}\n주소: {address}\n\n"
        "본인이 아니라면 기기 목록에서 해당 세션을 종료하세요."
    ),
    "UnknownDevice": "알 수 없음",
    "InviteText": "여기서 저에게 메시지를 보내세요.",
}
_RUSSIAN: Mapping[str, str] = {
    "LoginCode": (
        "Код для входа: {code}. {warning}\n\n"
        "Кто-то запросил этот код, чтобы войти в ваш аккаунт. "
        "Если это были не вы, не обращайте внимания на это сообщение."
    ),
    "LoginCodeWarning": (
        "Никому не сообщайте этот код, даже тем, кто называет себя владельцем сервера!"
    ),
    "NewSignIn": (
        "Новый вход. {name}, {date} в {time} UTC в ваш аккаунт вошли с нового устройства.\n\n"
        "Устройство: {device}\nАдрес: {address}\n\n"
        "Если это были не вы, завершите этот сеанс в списке устройств."
    ),
    "UnknownDevice": "неизвестно",
    "InviteText": "Пишите мне здесь.",
}

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "ko": _KOREAN,
    "ru": _RUSSIAN,
}
"""Text by key, by language."""

TEXTS_VERSION = 1
"""Rises with every change of a text: clients fetch those of a higher version anew."""

# English and own name of each language.
LANGUAGE_NAMES: Mapping[str, tuple[str, str]] = {
    "en": ("English", "English"),
    "de": ("German", "Deutsch"),
    "fr": ("French", "Français"),
    "ko": ("Korean", "한국어"),
    "ru": ("Russian", "Русский"),
}

_CODE_MAX = 64


def language_of(code: str) -> str:
    """The language to use for a client's code (`de`, `de-AT`, `pt_BR`, empty …)."""
    primary = code[:_CODE_MAX].replace("_", "-").split("-", 1)[0].lower()
    return primary if primary in TEXTS else DEFAULT_LANGUAGE


def text(language: str, key: str, **values: str) -> str:
    """The text under a key in one of our languages, filled in. KeyError for an unknown key."""
    return TEXTS[language][key].format(**values)
