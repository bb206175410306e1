"""Words and groups for emoji, and the custom emoji that come with the server."""

import asyncio
from collections.abc import Sequence

from heliograph.catalogues.builtin_files import builtin_files, reactions
from heliograph.catalogues.emoji_groups import GROUPS
from heliograph.catalogues.emoji_words import keywords
from heliograph.domain.texts import TEXTS, language_of
from heliograph.rpc.catalogues import Catalogue
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import builtin_files as files_view
from heliograph.views import catalogues as view

# Rises with every change of the words, so that clients ask for what they have not seen.
_WORDS_VERSION = 1
_DOCUMENTS_MAX = 200


def _words(language: str, from_version: int) -> types.EmojiKeywordsDifference:
    return view.emoji_keywords(language, keywords(language), from_version=0, version=_WORDS_VERSION)


_WORDS = Catalogue(_words)


@method("messages.getEmojiKeywords")
async def get_emoji_keywords(
    context: Context, query: functions.messages.GetEmojiKeywords
) -> types.EmojiKeywordsDifference:
    """All words of a language; for a language we have no words of, none under its own code.

    https://core.telegram.org/method/messages.getEmojiKeywords
    """
    if query.lang_code not in TEXTS:
        return view.emoji_keywords(query.lang_code, {}, from_version=0, version=_WORDS_VERSION)
    answer, _ = await _WORDS.get(query.lang_code)
    return answer


@method("messages.getEmojiKeywordsDifference")
async def get_emoji_keywords_difference(
    context: Context, query: functions.messages.GetEmojiKeywordsDifference
) -> types.EmojiKeywordsDifference:
    """Nothing for who has this version, else everything.

    https://core.telegram.org/method/messages.getEmojiKeywordsDifference
    """
    language, known = query.lang_code, query.from_version
    if known == _WORDS_VERSION or language not in TEXTS:
        return view.emoji_keywords(language, {}, from_version=known, version=_WORDS_VERSION)
    words = await asyncio.to_thread(keywords, language)
    return view.emoji_keywords(language, words, from_version=known, version=_WORDS_VERSION)


@method("messages.getEmojiKeywordsLanguages")
async def get_emoji_keywords_languages(
    context: Context, query: functions.messages.GetEmojiKeywordsLanguages
) -> list[types.EmojiLanguage]:
    """Which languages' words to ask for: those of the client that we have, and English.

    https://core.telegram.org/method/messages.getEmojiKeywordsLanguages
    """
    asked = [language_of(code) for code in query.lang_codes[: len(TEXTS)]]
    return [types.EmojiLanguage(lang_code=code) for code in dict.fromkeys([*asked, "en"])]


def _groups(language: str, current: int) -> types.messages.EmojiGroups:
    icons = {files.emoji: files.custom_emoji for files in reactions()}
    groups: list[types.TypeEmojiGroup] = [
        files_view.emoji_group(group, icons[group.icon], language) for group in GROUPS
    ]
    return types.messages.EmojiGroups(hash=current, groups=groups)


_GROUPS = Catalogue(_groups)


@method("messages.getEmojiGroups")
async def get_emoji_groups(
    context: Context, query: functions.messages.GetEmojiGroups
) -> types.messages.TypeEmojiGroups:
    """https://core.telegram.org/method/messages.getEmojiGroups"""
    return await _emoji_groups(context, query.hash)


@method("messages.getEmojiStickerGroups")
async def get_emoji_sticker_groups(
    context: Context, query: functions.messages.GetEmojiStickerGroups
) -> types.messages.TypeEmojiGroups:
    """The same groups serve for stickers.

    https://core.telegram.org/method/messages.getEmojiStickerGroups
    """
    return await _emoji_groups(context, query.hash)


async def _emoji_groups(context: Context, known: int) -> types.messages.TypeEmojiGroups:
    answer, current = await _GROUPS.get(context.language)
    return types.messages.EmojiGroupsNotModified() if known == current else answer


@method("messages.getCustomEmojiDocuments")
async def get_custom_emoji_documents(
    context: Context, query: functions.messages.GetCustomEmojiDocuments
) -> Sequence[types.TypeDocument]:
    """Those of the ids that exist; clients take the missing ones for deleted.

    https://core.telegram.org/method/messages.getCustomEmojiDocuments
    """
    known = await asyncio.to_thread(builtin_files)
    asked = (known.get(number) for number in query.document_id[:_DOCUMENTS_MAX])
    return [files_view.document(file) for file in asked if file and file.custom_emoji]
