"""What is said of grave harm, for which somebody is suspended at once, in our languages."""

from collections.abc import Mapping

from heliograph.safety.decisions import Grave
from heliograph.safety.taxonomy import DEFAULT_LANGUAGE

_LINE: Mapping[str, str] = {
    "en": "Suspended at once, whether or not there was a warning before, because the harm is"
    " grave: {why}.",
    "de": "Sofort gesperrt, auch ohne Verwarnung zuvor, weil der Schaden schwer ist: {why}.",
    "fr": "Suspension immédiate, même sans avertissement préalable, car le préjudice est grave :"
    " {why}.",
    "ko": "피해가 중대하여 사전 경고 여부와 관계없이 즉시 정지되었습니다: {why}.",
    "ru": "Блокировка сразу, даже без предупреждения, потому что вред тяжкий: {why}.",
}
_WHY: Mapping[str, Mapping[Grave, str]] = {
    "en": {
        Grave.LIFE: "somebody’s life or health is in danger",
        Grave.CHILDREN: "children are harmed or in danger",
        Grave.SECURITY: "terror, or a danger to many people",
        Grave.INTIMACY: "intimate images of somebody are spread against their will",
        Grave.THEFT: "people are being robbed of money or accounts",
    },
    "de": {
        Grave.LIFE: "Leben oder Gesundheit von jemandem ist in Gefahr",
        Grave.CHILDREN: "Kinder werden geschädigt oder sind in Gefahr",
        Grave.SECURITY: "Terror oder eine Gefahr für viele Menschen",
        Grave.INTIMACY: "intime Bilder von jemandem werden gegen dessen Willen verbreitet",
        Grave.THEFT: "Menschen werden um Geld oder Konten gebracht",
    },
    "fr": {
        Grave.LIFE: "la vie ou la santé de quelqu’un est en danger",
        Grave.CHILDREN: "des enfants subissent un préjudice ou sont en danger",
        Grave.SECURITY: "terrorisme ou danger pour de nombreuses personnes",
        Grave.INTIMACY: "des images intimes de quelqu’un sont diffusées contre sa volonté",
        Grave.THEFT: "des personnes se font voler de l’argent ou des comptes",
    },
    "ko": {
        Grave.LIFE: "누군가의 생명이나 건강이 위험함",
        Grave.CHILDREN: "아동이 피해를 입거나 위험에 처함",
        Grave.SECURITY: "테러 또는 다수에 대한 위험",
        Grave.INTIMACY: "누군가의 사적인 이미지가 본인의 의사에 반하여 유포됨",
        Grave.THEFT: "사람들이 금전이나 계정을 빼앗기고 있음",
    },
    "ru": {
        Grave.LIFE: "чья-то жизнь или здоровье в опасности",
        Grave.CHILDREN: "детям причиняют вред или им грозит опасность",
        Grave.SECURITY: "терроризм или опасность для многих людей",
        Grave.INTIMACY: "чьи-то интимные изображения распространяют против воли этого человека",
        Grave.THEFT: "у людей крадут деньги или аккаунты",
    },
}


def grave_line(grave: Grave, *, language: str) -> str:
    """What whom a decision affects reads of it, "" where nothing is called grave."""
    if grave is Grave.NONE:
        return ""
    known = language if language in _LINE else DEFAULT_LANGUAGE
    return _LINE[known].format(why=_WHY[known][grave])


def why_grave(grave: Grave) -> str:
    """What is picked, in English."""
    return _WHY[DEFAULT_LANGUAGE][grave]
