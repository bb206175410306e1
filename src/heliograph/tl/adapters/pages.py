"""Instant-view pages and rich text."""

from __future__ import annotations

from typing import Any

from heliograph.tl import types
from heliograph.tl.adapters import adapter, fallback, leave_out

leave_out("WebPageAttribute")


@fallback("RichText")
def _without_style(text: Any) -> types.TypeRichText:
    """The text inside without what this kind added to it, or nothing where it held no text."""
    inner = getattr(text, "text", None)
    return inner if inner is not None else types.TextEmpty()


@fallback("textCustomEmoji")
def _emoji_in_words(text: types.TextCustomEmoji) -> types.TypeRichText:
    return types.TextPlain(text=text.alt)


@fallback("textMath")
def _formula(text: types.TextMath) -> types.TypeRichText:
    return types.TextFixed(text=types.TextPlain(text=text.source))


@fallback("PageBlock")
def _unsupported(_: types.TypePageBlock) -> types.TypePageBlock:
    return types.PageBlockUnsupported()


@fallback("pageBlockHeading1")
@fallback("pageBlockHeading2")
def _header(block: types.PageBlockHeading1 | types.PageBlockHeading2) -> types.TypePageBlock:
    return types.PageBlockHeader(text=block.text)


_Heading = (
    types.PageBlockHeading3
    | types.PageBlockHeading4
    | types.PageBlockHeading5
    | types.PageBlockHeading6
)


@fallback("pageBlockHeading3")
@fallback("pageBlockHeading4")
@fallback("pageBlockHeading5")
@fallback("pageBlockHeading6")
def _subheader(block: _Heading) -> types.TypePageBlock:
    return types.PageBlockSubheader(text=block.text)


@fallback("pageBlockMath")
def _formula_block(block: types.PageBlockMath) -> types.TypePageBlock:
    return types.PageBlockPreformatted(text=types.TextPlain(text=block.source), language="")


@adapter("pageListOrderedItemBlocks", last_layer=226)
@adapter("pageListOrderedItemText", last_layer=226)
def _numbered(
    item: types.PageListOrderedItemBlocks | types.PageListOrderedItemText,
) -> dict[str, object]:
    number = "" if item.value is None else str(item.value)
    return {"num": number if item.num is None else item.num}


@adapter("webPageAttributeStarGiftAuction", last_layer=219)
def _auction_colors(_: types.WebPageAttributeStarGiftAuction) -> dict[str, object]:
    """The gift itself carries the colours now; black on white where the page had its own."""
    return {"center_color": 0xFFFFFF, "edge_color": 0xFFFFFF, "text_color": 0}
