"""What the server says of exports, in each of its languages; `domain.texts` holds the rest."""

from collections.abc import Mapping

EXPORT_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "ExportedByOperator": (
            "A copy of all data of your account is being made: your messages and files, contacts, "
            "settings and devices. The operator of this server asked for it on {date} at {time} "
            "UTC.\n\n"
            "Reason: {reason}\n\n"
            "If you did not ask for your data, ask the operator why it was read. "
            "This message is always sent; the operator cannot switch it off."
        ),
        "TakeoutAsked": (
            "A device of your account asked to download all your data.\n\n"
            "Device: {device}\nAddress: {address}\n\n"
            "It can begin from {date} at {time} UTC on. To let it begin at once, confirm the "
            "device in the list of devices on another of your devices. "
            "If this was not you, end that session there."
        ),
        "TakeoutBegun": (
            "A device of your account is downloading all your data.\n\n"
            "Device: {device}\nAddress: {address}\n\n"
            "If this is not you, end that session in your list of devices now."
        ),
    },
    "de": {
        "ExportedByOperator": (
            "Es wird eine Kopie aller Daten deines Kontos erstellt: deine Nachrichten und Dateien, "
            "Kontakte, Einstellungen und Geräte. Wer diesen Server betreibt, hat sie am {date} um "
            "{time} UTC angefordert.\n\n"
            "Grund: {reason}\n\n"
            "Falls du deine Daten nicht verlangt hast, frage dort nach, warum sie gelesen wurden. "
            "Diese Nachricht wird immer gesendet, sie lässt sich nicht abschalten."
        ),
        "TakeoutAsked": (
            "Ein Gerät deines Kontos will alle deine Daten herunterladen.\n\n"
            "Gerät: {device}\nAdresse: {address}\n\n"
            "Es kann ab {date} um {time} UTC beginnen. Damit es sofort beginnen kann, bestätige "
            "das Gerät auf einem anderen deiner Geräte in der Liste der Geräte. "
            "Falls du das nicht warst, beende diese Sitzung dort."
        ),
        "TakeoutBegun": (
            "Ein Gerät deines Kontos lädt alle deine Daten herunter.\n\n"
            "Gerät: {device}\nAdresse: {address}\n\n"
            "Falls du das nicht bist, beende diese Sitzung jetzt in der Liste deiner Geräte."
        ),
    },
    "fr": {
        "ExportedByOperator": (
            "Une copie de toutes les données de votre compte est en cours : vos messages et "
            "fichiers, contacts, réglages et appareils. L’exploitant de ce serveur l’a demandée le "
            "{date} à {time} UTC.\n\n"
            "Raison : {reason}\n\n"
            "Si vous n’avez pas demandé vos données, demandez-lui pourquoi elles ont été lues. "
            "Ce message est toujours envoyé ; il ne peut pas être désactivé."
        ),
        "TakeoutAsked": (
            "Un appareil de votre compte veut télécharger toutes vos données.\n\n"
            "Appareil : {device}\nAdresse : {address}\n\n"
            "Il pourra commencer à partir du {date} à {time} UTC. Pour qu’il puisse commencer tout "
            "de suite, confirmez l’appareil dans la liste des appareils sur un autre de vos "
            "appareils. Si ce n’était pas vous, mettez-y fin à cette session."
        ),
        "TakeoutBegun": (
            "Un appareil de votre compte télécharge toutes vos données.\n\n"
            "Appareil : {device}\nAdresse : {address}\n\n"
            "Si ce n’est pas vous, mettez fin à cette session dès maintenant dans la liste de vos "
            "appareils."
        ),
    },
    "ko": {
        "ExportedByOperator": (
            "회원님 계정의 모든 데이터(메시지와 파일, 연락처, 설정, 기기)의 사본이 만들어지고 "
            "있습니다. 이 서버의 운영자가 {date} {time} UTC에 요청했습니다.\n\n"
            "사유: {reason}\n\n"
            "데이터를 요청하지 않으셨다면 운영자에게 이유를 물어보세요. "
            "이 메시지는 항상 전송되며 운영자가 끌 수 없습니다."
        ),
        "TakeoutAsked": (
            "회원님 계정의 기기가 모든 데이터를 내려받으려고 합니다.\n\n"
            "기기: {device}\n주소: {address}\n\n"
            "{date} {time} UTC부터 시작할 수 있습니다. 바로 시작하게 하려면 다른 기기의 기기 "
            "목록에서 이 기기를 확인해 주세요. 본인이 아니라면 그곳에서 해당 세션을 종료하세요."
        ),
        "TakeoutBegun": (
            "회원님 계정의 기기가 모든 데이터를 내려받고 있습니다.\n\n"
            "기기: {device}\n주소: {address}\n\n"
            "본인이 아니라면 지금 기기 목록에서 해당 세션을 종료하세요."
        ),
    },
    "ru": {
        "ExportedByOperator": (
            "Создаётся копия всех данных вашего аккаунта: сообщений и файлов, контактов, настроек "
            "и устройств. Владелец этого сервера запросил её {date} в {time} UTC.\n\n"
            "Причина: {reason}\n\n"
            "Если вы не запрашивали свои данные, спросите его, зачем их читали. "
            "Это сообщение отправляется всегда, отключить его нельзя."
        ),
        "TakeoutAsked": (
            "Устройство вашего аккаунта хочет скачать все ваши данные.\n\n"
            "Устройство: {device}\nАдрес: {address}\n\n"
            "Оно сможет начать {date} в {time} UTC. Чтобы оно могло начать сразу, подтвердите его "
            "в списке устройств на другом своём устройстве. "
            "Если это были не вы, завершите там этот сеанс."
        ),
        "TakeoutBegun": (
            "Устройство вашего аккаунта скачивает все ваши данные.\n\n"
            "Устройство: {device}\nАдрес: {address}\n\n"
            "Если это не вы, сейчас же завершите этот сеанс в списке устройств."
        ),
    },
}
