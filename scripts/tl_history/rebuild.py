"""Turns the table of sources into the text of history.tsv and mtproto.tsv."""

from pathlib import Path

from . import build, parse
from .definition import Definition
from .fetch import Source, SourceError, read, sources

OLDEST, NEWEST = 152, 229
HISTORY, MTPROTO = "history.tsv", "mtproto.tsv"
_MTPROTO_LAYER = "mtproto"
# Constructors of the wire format itself: they never change with a layer, so they live in
# mtproto.tsv, and sources that also list them in the API schema are not believed there.
_BASICS = frozenset({"boolFalse", "boolTrue", "true", "error", "null"})


def schema_files(cache: Path) -> dict[str, str]:
    """File name to text, built from the packages (fetched into `cache` where missing)."""
    table = sources()
    mtproto = _mtproto([source for source in table if source.layer == _MTPROTO_LAYER], cache)
    layers = _api_layers([source for source in table if source.layer != _MTPROTO_LAYER], cache)
    history = build.spans(layers, oldest=OLDEST, newest=NEWEST)
    service = build.spans({OLDEST: mtproto, NEWEST: mtproto}, oldest=OLDEST, newest=NEWEST)
    return {
        HISTORY: "".join(f"{build.line(span)}\n" for span in history),
        MTPROTO: "".join(f"{build.line(span)}\n" for span in service),
    }


def _api_layers(table: list[Source], cache: Path) -> dict[int, list[Definition]]:
    layers: dict[int, list[Definition]] = {}
    texts = (source for source in table if not _is_merged(source))
    for source in texts:
        text = read(source, cache)
        if parse.text_layer(text) not in (None, int(source.layer)):
            raise SourceError(f"{source.archive_name} is not of layer {source.layer}")
        layers[int(source.layer)] = [one for one in parse.tl_text(text) if _is_api(one)]
    ended = build.ended(layers)
    for source in filter(_is_merged, table):
        layer = int(source.layer)
        layers[layer] = [
            one
            for one in parse.mtcute(read(source, cache))
            if _is_api(one) and ended.get(one.number, layer) >= layer
        ]
    return layers


def _is_merged(source: Source) -> bool:
    """mtcute merges several schemas, so it also lists what a layer has already dropped."""
    return source.path.endswith(".json")


def _is_api(definition: Definition) -> bool:
    return definition.name not in _BASICS and not definition.name.startswith("mtcute.")


def _mtproto(table: list[Source], cache: Path) -> list[Definition]:
    found: dict[int, Definition] = {}
    for source in table:
        for one in parse.service_text(read(source, cache)):
            if "auth_key" in source.path or "sys_msgs" in source.path or one.name in _BASICS:
                found.setdefault(one.number, one)
    return list(found.values())
