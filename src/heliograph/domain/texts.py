"""What the server itself says to people, in each of its languages.

The keys and texts are also the language packs clients may download; `{name}` is filled in.
"""

from collections.abc import Mapping

from heliograph.domain.export_texts import EXPORT_TEXTS
from heliograph.domain.report_texts import REPORT_TEXTS

DEFAULT_LANGUAGE = "en"

_ENGLISH: Mapping[str, str] = {
    "DeletionWaits": (
        "Somebody who does not know your password asked to delete your account. "
        "It will be deleted on {date} at {time} UTC. "
        "To keep it, sign in once with your password, or open this link and enter the code that is "
        "sent to your number: {link}"
    ),
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
    "NotYou": "If this was not you, end the sessions you do not know in your list of devices",
    "PasswordSet": "A password was set for your account. {not_you}.",
    "PasswordChanged": "The password of your account was changed. {not_you}.",
    "PasswordRemoved": "The password of your account was taken away. {not_you}.",
    "PasswordRecovered": (
        "The password of your account was reset by a code sent to its recovery address. "
        "{not_you} and set a new password."
    ),
    "PasswordReset": (
        "The password of your account was taken away, as was requested a while ago. "
        "{not_you} and set a new password."
    ),
    "PasswordResetDeclined": (
        "The reset of your password was cancelled. Your password stays as it is."
    ),
    "PasswordResetAsked": (
        "A device of your account asked to reset its password without knowing it. "
        "The password can be taken away from {date} UTC on.\n\n"
        "If this was not you, cancel the reset in the settings of two-step verification, and end "
        "the sessions you do not know in your list of devices."
    ),
    "PasswordTakenByOperator": (
        "The operator of this server took away the password of your account: it now opens by a "
        "login code alone. Set a new password in the settings. "
        "If you did not ask for this, ask the operator."
    ),
    "CodeMailSubject": "Your code for two-step verification",
    "CodeMail": (
        "{code}\n\n"
        "Enter this code in the app to go on with your two-step verification.\n\n"
        "Do not give it to anyone, even if they say they run the server. "
        "If you did not ask for it, ignore this mail.\n"
    ),
    "LoginCodeMailSubject": "Your login code",
    "LoginCodeMail": (
        "{code}\n\n"
        "Enter this code in the app to sign in.\n\n"
        "Do not give it to anyone, even if they say they run the server. "
        "If you did not ask for it, ignore this mail.\n"
    ),
    "InviteText": "Write to me here.",
    "NewMessage": "New message",
    "NewReaction": "Reaction to your message",
    "FolderUnread": "Unread",
    "FolderUnreadAbout": "Chats with new messages.",
    "FolderPersonal": "Personal",
    "FolderPersonalAbout": "Chats with people.",
}
_GERMAN: Mapping[str, str] = {
    "DeletionWaits": (
        "Jemand, der dein Passwort nicht kennt, will dein Konto löschen. "
        "Es wird am {date} um {time} UTC gelöscht. "
        "Um es zu behalten, melde dich einmal mit deinem Passwort an, oder öffne diesen Link und "
        "gib den Code ein, der an deine Nummer geht: {link}"
    ),
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
    "NotYou": (
        "Falls du es nicht warst, beende in deiner Geräteliste alle Sitzungen, die du nicht kennst"
    ),
    "PasswordSet": "Für dein Konto wurde ein Passwort gesetzt. {not_you}.",
    "PasswordChanged": "Das Passwort deines Kontos wurde geändert. {not_you}.",
    "PasswordRemoved": "Das Passwort deines Kontos wurde entfernt. {not_you}.",
    "PasswordRecovered": (
        "Das Passwort deines Kontos wurde mit einem Code zurückgesetzt, der an die "
        "Wiederherstellungsadresse ging. {not_you} und setze ein neues Passwort."
    ),
    "PasswordReset": (
        "Das Passwort deines Kontos wurde entfernt, wie vor einiger Zeit verlangt. "
        "{not_you} und setze ein neues Passwort."
    ),
    "PasswordResetDeclined": (
        "Das Zurücksetzen deines Passworts wurde abgebrochen. Dein Passwort bleibt, wie es ist."
    ),
    "PasswordResetAsked": (
        "Ein Gerät deines Kontos will das Passwort zurücksetzen, ohne es zu kennen. "
        "Ab {date} UTC kann das Passwort entfernt werden.\n\n"
        "Falls du es nicht warst, brich das Zurücksetzen in den Einstellungen der zweistufigen "
        "Bestätigung ab und beende in deiner Geräteliste alle Sitzungen, die du nicht kennst."
    ),
    "PasswordTakenByOperator": (
        "Der Betreiber dieses Servers hat das Passwort deines Kontos entfernt: Es öffnet sich nun "
        "allein mit einem Anmeldecode. Setze in den Einstellungen ein neues Passwort. "
        "Falls du nicht darum gebeten hast, frage den Betreiber."
    ),
    "CodeMailSubject": "Dein Code für die zweistufige Bestätigung",
    "CodeMail": (
        "{code}\n\n"
        "Gib diesen Code in der App ein, um mit der zweistufigen Bestätigung fortzufahren.\n\n"
        "Gib ihn niemandem, auch nicht, wenn jemand sagt, den Server zu betreiben. "
        "Falls du ihn nicht angefordert hast, ignoriere diese Nachricht.\n"
    ),
    "LoginCodeMailSubject": "Dein Anmeldecode",
    "LoginCodeMail": (
        "{code}\n\n"
        "Gib diesen Code in der App ein, um dich anzumelden.\n\n"
        "Gib ihn niemandem, auch nicht, wenn jemand sagt, den Server zu betreiben. "
        "Falls du ihn nicht angefordert hast, ignoriere diese Nachricht.\n"
    ),
    "InviteText": "Schreib mir hier.",
    "NewMessage": "Neue Nachricht",
    "NewReaction": "Reaktion auf deine Nachricht",
    "FolderUnread": "Ungelesen",
    "FolderUnreadAbout": "Chats mit neuen Nachrichten.",
    "FolderPersonal": "Persönlich",
    "FolderPersonalAbout": "Chats mit Leuten.",
}
_FRENCH: Mapping[str, str] = {
    "DeletionWaits": (
        "Quelqu’un qui ne connaît pas votre mot de passe veut supprimer votre compte. "
        "Il sera supprimé le {date} à {time} UTC. "
        "Pour le garder, connectez-vous une fois avec votre mot de passe, ou ouvrez ce lien et "
        "saisissez le code envoyé à votre numéro : {link}"
    ),
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
    "NotYou": (
        "Si ce n’était pas vous, fermez les sessions inconnues dans la liste de vos appareils"
    ),
    "PasswordSet": "Un mot de passe a été défini pour votre compte. {not_you}.",
    "PasswordChanged": "Le mot de passe de votre compte a été modifié. {not_you}.",
    "PasswordRemoved": "Le mot de passe de votre compte a été supprimé. {not_you}.",
    "PasswordRecovered": (
        "Le mot de passe de votre compte a été réinitialisé par un code envoyé à son adresse de "
        "récupération. {not_you} et définissez un nouveau mot de passe."
    ),
    "PasswordReset": (
        "Le mot de passe de votre compte a été supprimé, comme demandé il y a quelque temps. "
        "{not_you} et définissez un nouveau mot de passe."
    ),
    "PasswordResetDeclined": (
        "La réinitialisation de votre mot de passe a été annulée. Il reste inchangé."
    ),
    "PasswordResetAsked": (
        "Un appareil de votre compte demande à réinitialiser le mot de passe sans le connaître. "
        "Le mot de passe pourra être supprimé à partir du {date} UTC.\n\n"
        "Si ce n’était pas vous, annulez la réinitialisation dans les réglages de la "
        "vérification en deux étapes et fermez les sessions inconnues dans la liste de vos "
        "appareils."
    ),
    "PasswordTakenByOperator": (
        "L’opérateur de ce serveur a supprimé le mot de passe de votre compte : un code de "
        "connexion suffit désormais. Définissez un nouveau mot de passe dans les réglages. "
        "Si vous ne l’avez pas demandé, adressez-vous à l’opérateur."
    ),
    "CodeMailSubject": "Votre code pour la vérification en deux étapes",
    "CodeMail": (
        "{code}\n\n"
        "Saisissez ce code dans l’application pour poursuivre la vérification en deux "
        "étapes.\n\n"
        "Ne le donnez à personne, même à qui prétend gérer le serveur. "
        "Si vous ne l’avez pas demandé, ignorez ce message.\n"
    ),
    "LoginCodeMailSubject": "Votre code de connexion",
    "LoginCodeMail": (
        "{code}\n\n"
        "Saisissez ce code dans l’application pour vous connecter.\n\n"
        "Ne le donnez à personne, même à qui prétend gérer le serveur. "
        "Si vous ne l’avez pas demandé, ignorez ce message.\n"
    ),
    "InviteText": "Écris-moi ici.",
    "NewMessage": "Nouveau message",
    "NewReaction": "Réaction à votre message",
    "FolderUnread": "Non lus",
    "FolderUnreadAbout": "Les discussions où il y a du nouveau.",
    "FolderPersonal": "Personnels",
    "FolderPersonalAbout": "Les discussions avec des personnes.",
}
_KOREAN: Mapping[str, str] = {
    "DeletionWaits": (
        "비밀번호를 모르는 누군가가 회원님의 계정을 삭제하려고 합니다. "
        "계정은 {date} {time} UTC에 삭제됩니다. "
        "계정을 유지하려면 비밀번호로 한 번 로그인하거나, 이 링크를 열어 회원님의 번호로 전송되는 "
        "코드를 입력하세요: {link}"
    ),
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
    "NotYou": "본인이 아니라면 기기 목록에서 모르는 세션을 종료하세요",
    "PasswordSet": "회원님의 계정에 비밀번호가 설정되었습니다. {not_you}.",
    "PasswordChanged": "회원님의 계정 비밀번호가 변경되었습니다. {not_you}.",
    "PasswordRemoved": "회원님의 계정 비밀번호가 삭제되었습니다. {not_you}.",
    "PasswordRecovered": (
        "복구 주소로 보낸 코드로 회원님의 계정 비밀번호가 재설정되었습니다. "
        "{not_you}. 그리고 새 비밀번호를 설정하세요."
    ),
    "PasswordReset": (
        "얼마 전 요청된 대로 회원님의 계정 비밀번호가 삭제되었습니다. "
        "{not_you}. 그리고 새 비밀번호를 설정하세요."
    ),
    "PasswordResetDeclined": "비밀번호 재설정이 취소되었습니다. 비밀번호는 그대로입니다.",
    "PasswordResetAsked": (
        "회원님 계정의 한 기기가 비밀번호를 모른 채 재설정을 요청했습니다. "
        "{date} UTC부터 비밀번호가 삭제될 수 있습니다.\n\n"
        "본인이 아니라면 2단계 인증 설정에서 재설정을 취소하고, "
        "기기 목록에서 모르는 세션을 종료하세요."
    ),
    "PasswordTakenByOperator": (
        "이 서버의 운영자가 회원님의 계정 비밀번호를 삭제했습니다. 이제 로그인 코드만으로 "
        "계정이 열립니다. 설정에서 새 비밀번호를 정하세요. "
        "요청하신 일이 아니라면 운영자에게 문의하세요."
    ),
    "CodeMailSubject": "2단계 인증 코드",
    "CodeMail": (
        "{code}\n\n"
        "2단계 인증을 계속하려면 앱에 이 코드를 입력하세요.\n\n"
        "서버 운영자라고 하는 사람에게도 알려주지 마세요. "
        "요청하지 않으셨다면 이 메일을 무시하세요.\n"
    ),
    "LoginCodeMailSubject": "로그인 코드",
    "LoginCodeMail": (
        "{code}\n\n"
        "로그인하려면 앱에 이 코드를 입력하세요.\n\n"
        "서버 운영자라고 하는 사람에게도 알려주지 마세요. "
        "요청하지 않으셨다면 이 메일을 무시하세요.\n"
    ),
    "InviteText": "여기서 저에게 메시지를 보내세요.",
    "NewMessage": "새 메시지",
    "NewReaction": "내 메시지에 대한 반응",
    "FolderUnread": "안 읽음",
    "FolderUnreadAbout": "새 메시지가 있는 대화입니다.",
    "FolderPersonal": "개인",
    "FolderPersonalAbout": "사람들과의 대화입니다.",
}
_RUSSIAN: Mapping[str, str] = {
    "DeletionWaits": (
        "Кто-то, кто не знает вашего пароля, хочет удалить ваш аккаунт. "
        "Он будет удалён {date} в {time} UTC. "
        "Чтобы сохранить его, войдите один раз с паролем или откройте эту ссылку и введите код, "
        "отправленный на ваш номер: {link}"
    ),
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
    "NotYou": "Если это были не вы, завершите незнакомые сеансы в списке устройств",
    "PasswordSet": "Для вашего аккаунта установлен пароль. {not_you}.",
    "PasswordChanged": "Пароль вашего аккаунта изменён. {not_you}.",
    "PasswordRemoved": "Пароль вашего аккаунта удалён. {not_you}.",
    "PasswordRecovered": (
        "Пароль вашего аккаунта сброшен с помощью кода, отправленного на адрес для "
        "восстановления. {not_you} и установите новый пароль."
    ),
    "PasswordReset": (
        "Пароль вашего аккаунта удалён по запросу, сделанному некоторое время назад. "
        "{not_you} и установите новый пароль."
    ),
    "PasswordResetDeclined": "Сброс пароля отменён. Пароль остаётся прежним.",
    "PasswordResetAsked": (
        "Одно из устройств вашего аккаунта запросило сброс пароля, не зная его. "
        "Пароль может быть удалён начиная с {date} UTC.\n\n"
        "Если это были не вы, отмените сброс в настройках двухэтапной проверки и завершите "
        "незнакомые сеансы в списке устройств."
    ),
    "PasswordTakenByOperator": (
        "Оператор этого сервера удалил пароль вашего аккаунта: теперь для входа достаточно "
        "кода. Установите новый пароль в настройках. "
        "Если вы об этом не просили, обратитесь к оператору."
    ),
    "CodeMailSubject": "Ваш код для двухэтапной проверки",
    "CodeMail": (
        "{code}\n\n"
        "Введите этот код в приложении, чтобы продолжить двухэтапную проверку.\n\n"
        "Никому его не сообщайте, даже тем, кто называет себя владельцем сервера. "
        "Если вы его не запрашивали, не обращайте внимания на это письмо.\n"
    ),
    "LoginCodeMailSubject": "Ваш код для входа",
    "LoginCodeMail": (
        "{code}\n\n"
        "Введите этот код в приложении, чтобы войти.\n\n"
        "Никому его не сообщайте, даже тем, кто называет себя владельцем сервера. "
        "Если вы его не запрашивали, не обращайте внимания на это письмо.\n"
    ),
    "InviteText": "Пишите мне здесь.",
    "NewMessage": "Новое сообщение",
    "NewReaction": "Реакция на ваше сообщение",
    "FolderUnread": "Новые",
    "FolderUnreadAbout": "Чаты с новыми сообщениями.",
    "FolderPersonal": "Личные",
    "FolderPersonalAbout": "Чаты с людьми.",
}

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {**_ENGLISH, **EXPORT_TEXTS["en"], **REPORT_TEXTS["en"]},
    "de": {**_GERMAN, **EXPORT_TEXTS["de"], **REPORT_TEXTS["de"]},
    "fr": {**_FRENCH, **EXPORT_TEXTS["fr"], **REPORT_TEXTS["fr"]},
    "ko": {**_KOREAN, **EXPORT_TEXTS["ko"], **REPORT_TEXTS["ko"]},
    "ru": {**_RUSSIAN, **EXPORT_TEXTS["ru"], **REPORT_TEXTS["ru"]},
}
"""Text by key, by language."""

TEXTS_VERSION = 8
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
    primary = code[:_CODE_MAX].replace("_", "-").partition("-")[0].lower()
    return primary if primary in TEXTS else DEFAULT_LANGUAGE


def text(language: str, key: str, **values: str) -> str:
    """The text under a key in one of our languages, filled in. KeyError for an unknown key."""
    return TEXTS[language][key].format(**values)
