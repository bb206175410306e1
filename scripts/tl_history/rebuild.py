"""Turns the table of sources into the text of history.tsv and mtproto.tsv."""

from pathlib import Path

from . import build, compiled, parse
from .definition import Definition
from .fetch import Source, SourceError, read, read_bytes, sources

OLDEST = 152
HISTORY, MTPROTO = "history.tsv", "mtproto.tsv"
_MTPROTO_LAYER = "mtproto"
# Constructors of the wire format itself, which stand in the API's files.
_BASICS = frozenset({"boolFalse", "boolTrue", "true", "error", "null"})


def schema_files(cache: Path) -> dict[str, str]:
    """File name to text, built from the packages (fetched into `cache` where missing)."""
    table = sources()
    mtproto = _mtproto([source for source in table if source.layer == _MTPROTO_LAYER], cache)
    layers = _api_layers([source for source in table if source.layer != _MTPROTO_LAYER], cache)
    newest = max(layers)
    service = {one.number for one in mtproto}
    api = {
        layer: [one for one in known if one.number not in service]
        for layer, known in layers.items()
    }
    return {
        HISTORY: _text(build.spans(api, oldest=OLDEST, newest=newest)),
        MTPROTO: _text(
            build.spans({OLDEST: mtproto, newest: mtproto}, oldest=OLDEST, newest=newest)
        ),
    }


def _text(found: list[build.Span]) -> str:
    return "".join(f"{build.line(span)}\n" for span in found)


def _api_layers(table: list[Source], cache: Path) -> dict[int, list[Definition]]:
    """Definitions by layer: TL texts first, then the sources that need them to be understood."""
    layers: dict[int, list[Definition]] = {}
    for source in table:
        if source.path.endswith((".tl", ".js")):
            text = read(source, cache)
            if parse.text_layer(text) not in (None, int(source.layer)):
                raise SourceError(f"{source.archive_name} is not of layer {source.layer}")
            layers[int(source.layer)] = [one for one in parse.tl_text(text) if _is_api(one)]
    by_number = {one.number: one for layer in sorted(layers) for one in layers[layer]}
    ended, by_layer = build.ended(layers), sorted(layers)
    for source in table:
        layer = int(source.layer)
        if source.path.endswith(".json"):
            # mtcute merges several schemas: it also lists what an earlier layer has dropped.
            before = max(known for known in by_layer if known < layer)
            merged = [one for one in parse.mtcute(read(source, cache)) if _is_api(one)]
            layers[layer] = [one for one in merged if ended.get(one.number, layer) >= before]
        elif source.path.endswith(".py"):
            numbers = parse.telethon_numbers(read(source, cache))
            layers[layer] = [by_number[number] for number in numbers & by_number.keys()]
    for source in table:
        if source.registry == "pypi-wheel":
            layers[int(source.layer)] = _compiled_layer(source, cache, layers)
    return layers


def _compiled_layer(
    source: Source, cache: Path, layers: dict[int, list[Definition]]
) -> list[Definition]:
    layer, code = int(source.layer), read_bytes(source, cache)
    if compiled.layer(code) != layer:
        raise SourceError(f"{source.archive_name} is not of layer {layer}")
    lower = max(known for known in layers if known < layer)
    upper = min(known for known in layers if known > layer)
    return compiled.between(code, layers[lower], layers[upper])


def _is_api(definition: Definition) -> bool:
    return not definition.name.startswith("mtcute.")


def _mtproto(table: list[Source], cache: Path) -> list[Definition]:
    found: dict[int, Definition] = {}
    for source in table:
        for one in parse.service_text(read(source, cache)):
            if "auth_key" in source.path or "sys_msgs" in source.path or one.name in _BASICS:
                found.setdefault(one.number, one)
    return list(found.values())
