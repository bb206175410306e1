"""What is shown in the place of what a decision withholds, or before it, in our languages."""

from collections.abc import Iterator, Mapping

import msgspec

from heliograph.safety.decisions import Decision, Ground, MeasureKind
from heliograph.safety.subjects import SubjectKind

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "hide": "This message is hidden until it has been looked into.",
        "file": "This message is not shown in public: a decision keeps back a file in it.",
        "geo_block": "This message is withheld in: {countries}.",
        "age_gate": "This message may not be suitable for everybody.",
        "channel hide": "This channel is hidden until it has been looked into.",
        "channel geo_block": "This channel is withheld in: {countries}.",
        "channel age_gate": "This channel may not be suitable for everybody.",
        "order": "Ordered by: {orderer}.",
        "service": "this service",
        "law": "Ground: illegal content, {clause}.",
        "terms": "Ground: our terms, {clause}.",
        "contest": "To contest it: {url}, decision {puid}.",
    },
    "de": {
        "hide": "Diese Nachricht ist verborgen, bis sie geprüft ist.",
        "file": "Diese Nachricht wird öffentlich nicht gezeigt: Eine Entscheidung hält"
        " eine Datei darin zurück.",
        "geo_block": "Diese Nachricht wird nicht gezeigt in: {countries}.",
        "age_gate": "Diese Nachricht ist vielleicht nicht für alle geeignet.",
        "channel hide": "Dieser Kanal ist verborgen, bis er geprüft ist.",
        "channel geo_block": "Dieser Kanal wird nicht gezeigt in: {countries}.",
        "channel age_gate": "Dieser Kanal ist vielleicht nicht für alle geeignet.",
        "order": "Angeordnet von: {orderer}.",
        "service": "diesem Dienst",
        "law": "Grund: rechtswidriger Inhalt, {clause}.",
        "terms": "Grund: unsere Nutzungsbedingungen, {clause}.",
        "contest": "Dagegen vorgehen: {url}, Entscheidung {puid}.",
    },
    "fr": {
        "hide": "Ce message est masqué jusqu’à ce qu’il ait été examiné.",
        "file": "Ce message n’est pas montré en public : une décision y retient un fichier.",
        "geo_block": "Ce message n’est pas montré dans : {countries}.",
        "age_gate": "Ce message peut ne pas convenir à tout le monde.",
        "channel hide": "Ce canal est masqué jusqu’à ce qu’il ait été examiné.",
        "channel geo_block": "Ce canal n’est pas montré dans : {countries}.",
        "channel age_gate": "Ce canal peut ne pas convenir à tout le monde.",
        "order": "Ordonné par : {orderer}.",
        "service": "ce service",
        "law": "Motif : contenu illicite, {clause}.",
        "terms": "Motif : nos conditions d’utilisation, {clause}.",
        "contest": "Pour contester : {url}, décision {puid}.",
    },
    "ko": {
        "hide": "이 메시지는 검토가 끝날 때까지 숨겨집니다.",
        "file": "이 메시지는 공개되지 않습니다. 결정에 따라 포함된 파일이 차단되었습니다.",
        "geo_block": "이 메시지는 다음 국가에서 표시되지 않습니다: {countries}.",
        "age_gate": "이 메시지는 모두에게 적합하지 않을 수 있습니다.",
        "channel hide": "이 채널은 검토가 끝날 때까지 숨겨집니다.",
        "channel geo_block": "이 채널은 다음 국가에서 표시되지 않습니다: {countries}.",
        "channel age_gate": "이 채널은 모두에게 적합하지 않을 수 있습니다.",
        "order": "명령한 곳: {orderer}.",
        "service": "이 서비스",
        "law": "근거: 불법 콘텐츠, {clause}.",
        "terms": "근거: 이용 약관, {clause}.",
        "contest": "이의 제기: {url}, 결정 {puid}.",
    },
    "ru": {
        "hide": "Это сообщение скрыто, пока его не проверят.",
        "file": "Это сообщение не показывается публично: решение не допускает показа файла в нём.",
        "geo_block": "Это сообщение не показывается в странах: {countries}.",
        "age_gate": "Это сообщение может подходить не всем.",
        "channel hide": "Этот канал скрыт, пока его не проверят.",
        "channel geo_block": "Этот канал не показывается в странах: {countries}.",
        "channel age_gate": "Этот канал может подходить не всем.",
        "order": "По распоряжению: {orderer}.",
        "service": "этого сервиса",
        "law": "Основание: незаконный контент, {clause}.",
        "terms": "Основание: наши условия, {clause}.",
        "contest": "Оспорить: {url}, решение {puid}.",
    },
}


LANGUAGES = tuple(_WORDS)

_SHOWN = (SubjectKind.MESSAGE, SubjectKind.CHANNEL)
"""In the place of what a notice stands; who is hidden has none."""


class ShownNotice(msgspec.Struct, frozen=True, kw_only=True):
    """What viewers who speak a language are shown of a measure, and who had it ordered."""

    kind: MeasureKind
    language: str
    text: str
    orderer: str = ""


def notices(
    decision: Decision, *, orderer: str, label: str, contest_url: str
) -> Iterator[ShownNotice]:
    """All that a decision has shown, of each of its measures and in each language.

    `contest_url` is where anybody turns to who is affected by what others may not see.
    """
    if decision.subject.kind not in _SHOWN:
        return
    for kind in decision.measures:
        for language, words in _WORDS.items():
            if kind is MeasureKind.LABEL:
                yield ShownNotice(kind=kind, language=language, text=label.strip())
            elif kind in words:
                text = _text(decision, words, kind=kind, orderer=orderer, url=contest_url)
                yield ShownNotice(kind=kind, language=language, text=text, orderer=orderer.strip())


def file_line(language: str) -> str:
    """What is shown in the place of a message in public that shows what is kept out there."""
    return (_WORDS.get(language) or _WORDS["en"])["file"]


def order_line(orderer: str, *, language: str) -> str:
    """Who had something ordered."""
    return (_WORDS.get(language) or _WORDS["en"])["order"].format(orderer=orderer)


def _text(
    decision: Decision, words: Mapping[str, str], *, kind: MeasureKind, orderer: str, url: str
) -> str:
    """Hidden things say no more: what it is thought to be is not to be read while it is open."""
    whole = "channel " if decision.subject.kind is SubjectKind.CHANNEL else ""
    lines = [words[f"{whole}{kind}"].format(countries=", ".join(decision.territory))]
    if kind is MeasureKind.GEO_BLOCK:
        by = orderer.strip() or words["service"]
        ground = words["law" if decision.ground is Ground.LAW else "terms"]
        lines.append(words["order"].format(orderer=by))
        lines.append(ground.format(clause=decision.clause))
        lines.append(words["contest"].format(url=url, puid=decision.puid))
    return "\n".join(lines)
