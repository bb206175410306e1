"""What a server brings along for its clients: places, colours, words, reactions, its own texts."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from heliograph.catalogues.timezones import Timezone
from heliograph.domain.texts import TEXTS
from heliograph.rpc.catalogues import content_hash
from heliograph.rpc.help import places
from heliograph.tl import functions, types
from support.stage import RpcError, Stage
from support.talk import People

LISTS: dict[str, tuple[Callable[[int], Any], str]] = {
    "countries": (lambda h: functions.help.GetCountriesList(lang_code="de", hash=h), "countries"),
    "timezones": (lambda h: functions.help.GetTimezonesList(hash=h), "timezones"),
    "colors": (lambda h: functions.help.GetPeerColors(hash=h), "colors"),
    "profile colors": (lambda h: functions.help.GetPeerProfileColors(hash=h), "colors"),
    "groups": (lambda h: functions.messages.GetEmojiGroups(hash=h), "groups"),
    "sticker groups": (lambda h: functions.messages.GetEmojiStickerGroups(hash=h), "groups"),
    "reactions": (lambda h: functions.messages.GetAvailableReactions(hash=h), "reactions"),
    "top": (lambda h: functions.messages.GetTopReactions(limit=5, hash=h), "reactions"),
}
EACH_LIST = pytest.mark.parametrize(("ask", "field"), LISTS.values(), ids=LISTS)


@EACH_LIST
async def test_37_a_list_is_sent_whole_until_the_client_has_it(
    people: People, ask: Callable[[int], Any], field: str
) -> None:
    first = await people.ann(ask(0))
    assert getattr(first, field)
    assert first.hash
    again = await people.ann(ask(first.hash))
    assert type(again).__name__.endswith("NotModified")
    assert await people.ann(ask(first.hash ^ 1)) == first


async def test_names_of_time_zones_are_not_read_in_the_loop(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by: list[threading.Thread] = []

    def noting(language: str, now: int) -> Sequence[Timezone]:
        read_by.append(threading.current_thread())
        return ()

    monkeypatch.setattr(places, "timezones", noting)
    await people.ann(functions.help.GetTimezonesList(hash=0))
    assert len(read_by) == 1
    assert read_by[0] is not threading.current_thread()


async def test_time_zones_change_with_the_season(people: People, stage: Stage) -> None:
    november = await people.ann(functions.help.GetTimezonesList(hash=0))
    stage.clock.date += 180 * 86_400
    may = await people.ann(functions.help.GetTimezonesList(hash=november.hash))
    assert may.hash != november.hash
    assert may.timezones != november.timezones


async def test_12_the_reactions_are_whole_and_their_files_can_be_fetched(people: People) -> None:
    answer = await people.ann(functions.messages.GetAvailableReactions(hash=0))
    assert len(answer.reactions) == 12
    for reaction in answer.reactions:
        for name in ("static_icon", "appear_animation", "select_animation", "activate_animation"):
            assert await _fetch(people, getattr(reaction, name))
        for name in ("effect_animation", "around_animation", "center_icon"):
            assert await _fetch(people, getattr(reaction, name))


async def _fetch(people: People, document: types.Document, size: str = "") -> bytes:
    answer = await people.ann(_part(document, size=size))
    expected = document.size if not size else document.thumbs[0].size  # type: ignore[index, union-attr]
    assert len(answer.bytes) == expected
    content: bytes = answer.bytes
    return content


def _part(
    document: types.Document, *, offset: int = 0, limit: int = 2**20, size: str = "", **other: Any
) -> functions.upload.GetFile:
    fields = {"id": document.id, "access_hash": document.access_hash, **other}
    where = types.InputDocumentFileLocation(
        file_reference=document.file_reference, thumb_size=size, **fields
    )
    return functions.upload.GetFile(location=where, offset=offset, limit=limit)


async def _heart(people: People) -> types.Document:
    answer = await people.ann(functions.messages.GetAvailableReactions(hash=0))
    heart = next(r for r in answer.reactions if r.reaction == "❤")
    document: types.Document = heart.appear_animation
    return document


async def test_41_an_animation_has_a_preview_that_can_be_fetched(people: People) -> None:
    heart = await _heart(people)
    assert (await _fetch(people, heart, size="m"))[8:12] == b"WEBP"


async def test_a_file_comes_in_parts_short_at_its_end_and_empty_behind(people: People) -> None:
    party = (await people.ann(functions.messages.GetAvailableReactions(hash=0))).reactions[4]
    icon = party.static_icon
    parts = [
        (await people.ann(_part(icon, offset=offset, limit=4_096))).bytes
        for offset in (0, 4_096, 8_192)
    ]
    assert [len(part) for part in parts] == [4_096, icon.size - 4_096, 0]
    assert b"".join(parts) == await _fetch(people, icon)


@pytest.mark.parametrize(
    ("wrong", "token"),
    [
        ({"id": 1}, "LOCATION_INVALID"),
        ({"access_hash": 1}, "LOCATION_INVALID"),
        ({"size": "x"}, "LOCATION_INVALID"),
        ({"offset": 1}, "OFFSET_INVALID"),
        ({"limit": 5}, "LIMIT_INVALID"),
    ],
)
async def test_files_are_refused_with_the_errors_clients_act_on(
    people: People, wrong: dict[str, Any], token: str
) -> None:
    heart = await _heart(people)
    with pytest.raises(RpcError, match=token):
        await people.ann(_part(heart, **wrong))


async def test_another_kind_of_location_is_refused(people: People) -> None:
    where = types.InputStickerSetThumb(stickerset=types.InputStickerSetEmpty(), thumb_version=1)
    with pytest.raises(RpcError, match="LOCATION_INVALID"):
        await people.ann(functions.upload.GetFile(location=where, offset=0, limit=4_096))


async def test_icons_of_groups_are_custom_emoji(people: People) -> None:
    groups = (await people.ann(functions.messages.GetEmojiGroups(hash=0))).groups
    ids = [group.icon_emoji_id for group in groups]
    documents = await people.ann(functions.messages.GetCustomEmojiDocuments(document_id=[*ids, 5]))
    assert [document.id for document in documents] == ids
    kinds = {type(document.attributes[1]) for document in documents}
    assert kinds == {types.DocumentAttributeCustomEmoji}


async def test_words_come_once_and_then_only_news(people: People) -> None:
    ask = functions.messages.GetEmojiKeywordsDifference
    words = await people.ann(functions.messages.GetEmojiKeywords(lang_code="de"))
    assert (words.lang_code, words.from_version) == ("de", 0)
    assert len(words.keywords) > 1_000
    news = await people.ann(ask(lang_code="de", from_version=words.version))
    assert (news.from_version, news.version, news.keywords) == (words.version, words.version, [])
    older = await people.ann(ask(lang_code="de", from_version=words.version - 1))
    assert len(older.keywords) == len(words.keywords)


async def test_a_language_without_words_is_answered_under_its_own_code(people: People) -> None:
    words = await people.ann(functions.messages.GetEmojiKeywords(lang_code="xx"))
    assert (words.lang_code, words.from_version, words.keywords) == ("xx", 0, [])
    assert words.version > 0


async def test_the_clients_languages_and_english_have_words(people: People) -> None:
    ask = functions.messages.GetEmojiKeywordsLanguages(lang_codes=["de-AT", "pt", "ru"])
    assert [language.lang_code for language in await people.ann(ask)] == ["de", "en", "ru"]


async def test_language_packs_hold_the_servers_own_texts(stage: Stage) -> None:
    device = await stage.device()
    languages = await device(functions.langpack.GetLanguages(lang_pack="tdesktop"))
    assert [language.lang_code for language in languages] == list(TEXTS)
    for code, texts in TEXTS.items():
        pack = await device(functions.langpack.GetLangPack(lang_pack="ios", lang_code=code))
        assert {string.key: string.value for string in pack.strings} == texts
        for version, news in ((pack.version, []), (pack.version - 1, pack.strings)):
            ask = functions.langpack.GetDifference(
                lang_pack="ios", lang_code=code, from_version=version
            )
            told = await device(ask)
            assert (told.from_version, told.strings) == (version, news)
        one = functions.langpack.GetLanguage(lang_pack="ios", lang_code=code)
        assert await device(one) in languages


async def test_a_language_only_apps_speak_is_empty_and_well_formed(stage: Stage) -> None:
    device = await stage.device()
    pack = await device(functions.langpack.GetLangPack(lang_pack="ios", lang_code="eo"))
    assert (pack.lang_code, pack.strings) == ("eo", [])
    with pytest.raises(RpcError, match="LANG_CODE_NOT_SUPPORTED"):
        await device(functions.langpack.GetLanguage(lang_pack="ios", lang_code="eo"))


async def test_strings_of_the_apps_own_are_left_to_the_apps(stage: Stage) -> None:
    device = await stage.device()
    keys = ["InviteText", "lng_menu_settings"]
    ask = functions.langpack.GetStrings(lang_pack="tdesktop", lang_code="fr", keys=keys)
    assert await device(ask) == [
        types.LangPackString(key="InviteText", value=TEXTS["fr"]["InviteText"]),
        types.LangPackStringDeleted(key="lng_menu_settings"),
    ]


def test_a_hash_is_never_0() -> None:
    assert content_hash(types.help.CountriesList(countries=[], hash=0)) > 0
