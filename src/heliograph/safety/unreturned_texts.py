"""What whoever was right reads of what does not come back, in the languages we speak."""

from collections.abc import Mapping, Sequence

from heliograph.safety.decisions import Decision, MeasureKind, Part

_WHOLE = "message"

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "message": "The message itself does not come back: it has been taken out of every mailbox.",
        "media": "The media could not be put back into the message.",
        "photo": "The photo could not be put back: there is another one now, or it is held"
        " no longer.",
        "username": "The username could not be given back: somebody else has it by now.",
        "about": "The description stays as you have written it since.",
        "title": "The name stays as you have chosen it since.",
    },
    "de": {
        "message": "Die Nachricht selbst kommt nicht wieder: Sie ist in keinem Postfach mehr.",
        "media": "Die Medien konnten nicht wieder in die Nachricht gesetzt werden.",
        "photo": "Das Foto konnte nicht wieder gezeigt werden: Es gibt ein anderes, oder"
        " es ist nicht mehr da.",
        "username": "Den Benutzernamen konntest du nicht wiederbekommen: Ihn hat jetzt"
        " jemand anderes.",
        "about": "Die Beschreibung bleibt, wie du sie seither geschrieben hast.",
        "title": "Der Name bleibt, wie du ihn seither gewählt hast.",
    },
    "fr": {
        "message": "Le message lui-même ne revient pas : il n’est plus dans aucune boîte.",
        "media": "Le média n’a pas pu être remis dans le message.",
        "photo": "La photo n’a pas pu être remise : il y en a une autre, ou elle n’est"
        " plus conservée.",
        "username": "Le nom d’utilisateur n’a pas pu vous être rendu : quelqu’un d’autre l’a pris.",
        "about": "La description reste telle que vous l’avez écrite depuis.",
        "title": "Le nom reste tel que vous l’avez choisi depuis.",
    },
    "ko": {
        "message": "메시지 자체는 돌아오지 않습니다. 더 이상 어느 대화에도 남아 있지 않습니다.",
        "media": "미디어를 메시지에 되돌려 놓을 수 없었습니다.",
        "photo": "사진을 되돌릴 수 없었습니다."
        " 이미 다른 사진이 있거나 더 이상 보관되어 있지 않습니다.",
        "username": "사용자 이름을 돌려드릴 수 없었습니다. 이제 다른 사람이 사용합니다.",
        "about": "소개는 그 뒤에 쓰신 그대로 둡니다.",
        "title": "이름은 그 뒤에 정하신 그대로 둡니다.",
    },
    "ru": {
        "message": "Само сообщение не вернётся: его больше нет ни в одном чате.",
        "media": "Медиафайл не удалось вернуть в сообщение.",
        "photo": "Фотографию не удалось вернуть: есть другая, или она больше не хранится.",
        "username": "Имя пользователя вернуть не удалось: теперь оно у кого-то другого.",
        "about": "Описание осталось таким, каким вы его с тех пор написали.",
        "title": "Название осталось таким, каким вы его с тех пор выбрали.",
    },
}


def left_lines(decision: Decision, unreturned: Sequence[Part], *, language: str) -> Sequence[str]:
    """A line for each part that a decision took and that did not return with its end; a message
    that was removed whole never does."""
    words = _WORDS.get(language) or _WORDS["en"]
    if MeasureKind.REMOVE in decision.measures and decision.part is Part.WHOLE:
        return (words[_WHOLE],)
    return tuple(words[part or _WHOLE] for part in unreturned)
