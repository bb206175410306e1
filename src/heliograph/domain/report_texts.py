"""What the server says to who reports something, in each of its languages."""

from collections.abc import Mapping

REPORT_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "ReportReceived": (
            "Thank you. Your report was received.\n\n"
            "Reason: {reason}\nReceipt: {receipt}\n\n"
            "A person will look at it, and you will be told here what was decided. "
            "Whoever you reported is not told who did."
        ),
    },
    "de": {
        "ReportReceived": (
            "Danke. Deine Meldung ist eingegangen.\n\n"
            "Grund: {reason}\nBeleg: {receipt}\n\n"
            "Ein Mensch sieht sie sich an, und du erfährst hier, was entschieden wurde. "
            "Wer gemeldet wurde, erfährt nicht, von wem."
        ),
    },
    "fr": {
        "ReportReceived": (
            "Merci. Votre signalement a été reçu.\n\n"
            "Motif : {reason}\nReçu : {receipt}\n\n"
            "Une personne va l’examiner, et vous saurez ici ce qui a été décidé. "
            "La personne signalée ne saura pas qui l’a fait."
        ),
    },
    "ko": {
        "ReportReceived": (
            "감사합니다. 신고가 접수되었습니다.\n\n"
            "사유: {reason}\n접수 번호: {receipt}\n\n"
            "담당자가 직접 검토하며, 결정 내용은 여기에서 알려 드립니다. "
            "신고 대상에게는 신고자가 알려지지 않습니다."
        ),
    },
    "ru": {
        "ReportReceived": (
            "Спасибо. Ваша жалоба получена.\n\n"
            "Причина: {reason}\nКвитанция: {receipt}\n\n"
            "Её рассмотрит человек, а о решении вам сообщат здесь. "
            "Тот, на кого вы пожаловались, не узнает, кто это сделал."
        ),
    },
}
