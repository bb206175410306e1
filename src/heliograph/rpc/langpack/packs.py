"""Language packs: they hold what the server itself says.

Apps bring their own strings, and keep to them for all that a pack does not name.
https://core.telegram.org/api/links#language-pack-links
"""

from heliograph.domain import errors
from heliograph.domain.texts import LANGUAGE_NAMES, TEXTS, TEXTS_VERSION
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types

_KEYS_MAX = 1_000


@method("langpack.getLanguages", signed_in=False)
async def get_languages(
    context: Context, query: functions.langpack.GetLanguages
) -> list[types.LangPackLanguage]:
    """https://core.telegram.org/method/langpack.getLanguages"""
    return [_language(code) for code in TEXTS]


@method("langpack.getLanguage", signed_in=False)
async def get_language(
    context: Context, query: functions.langpack.GetLanguage
) -> types.LangPackLanguage:
    """LANG_CODE_NOT_SUPPORTED for one the server does not speak.

    https://core.telegram.org/method/langpack.getLanguage
    """
    return _language(_checked(query.lang_code))


@method("langpack.getLangPack", signed_in=False)
async def get_lang_pack(
    context: Context, query: functions.langpack.GetLangPack
) -> types.LangPackDifference:
    """https://core.telegram.org/method/langpack.getLangPack"""
    return _difference(query.lang_code, 0)


@method("langpack.getDifference", signed_in=False)
async def get_difference(
    context: Context, query: functions.langpack.GetDifference
) -> types.LangPackDifference:
    """https://core.telegram.org/method/langpack.getDifference"""
    return _difference(query.lang_code, query.from_version)


@method("langpack.getStrings", signed_in=False)
async def get_strings(
    context: Context, query: functions.langpack.GetStrings
) -> list[types.TypeLangPackString]:
    """A key that is not the server's own counts as deleted: the app uses its own text.

    https://core.telegram.org/method/langpack.getStrings
    """
    texts = TEXTS.get(query.lang_code, {})
    return [_string(key, texts.get(key)) for key in query.keys[:_KEYS_MAX]]


def _checked(code: str) -> str:
    if code not in TEXTS:
        raise errors.LangCodeNotSupported
    return code


def _language(code: str) -> types.LangPackLanguage:
    name, native_name = LANGUAGE_NAMES[code]
    count = len(TEXTS[code])
    return types.LangPackLanguage(
        official=True,
        name=name,
        native_name=native_name,
        lang_code=code,
        plural_code=code,
        strings_count=count,
        translated_count=count,
        translations_url="",
    )


def _difference(code: str, from_version: int) -> types.LangPackDifference:
    # Apps also ask for languages that only they speak: well-formed and empty.
    texts = {} if from_version == TEXTS_VERSION else TEXTS.get(code, {})
    return types.LangPackDifference(
        lang_code=code,
        from_version=from_version,
        version=TEXTS_VERSION,
        strings=[_string(key, text) for key, text in texts.items()],
    )


def _string(key: str, text: str | None) -> types.TypeLangPackString:
    if text is None:
        return types.LangPackStringDeleted(key=key)
    return types.LangPackString(key=key, value=text)
