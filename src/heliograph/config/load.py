"""Reading settings: `DIR/heliograph.toml`, then `HELIOGRAPH_*`, then flags; the last one wins."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from heliograph.config.checks import check
from heliograph.config.errors import ConfigError
from heliograph.config.settings import Settings

FILE_NAME = "heliograph.toml"
ENV_PREFIX = "HELIOGRAPH_"

_FIELDS = {field.encode_name: field for field in msgspec.structs.fields(Settings)}
_LISTS = {name for name, field in _FIELDS.items() if get_origin(get_args(field.type)[0]) is tuple}
_WORDS = {"yes": True, "no": False}


def load_settings(
    flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Merge all sources into checked settings.

    `flags` are by setting name; None means the flag was not given. The data folder decides which
    file is read, so it comes from a flag or the environment only. Raises ConfigError.
    """
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    merged = _from_environment(environ or {}) | _convert("the command line", given, strict=False)
    data_dir = merged.get("data_dir", Settings().data_dir)
    merged = _from_file(Path(data_dir) / FILE_NAME) | merged
    return check(Settings(**{_FIELDS[name].name: value for name, value in merged.items()}))


def _from_file(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    if "data_dir" in raw:
        raise ConfigError(f"{path}: data_dir cannot be set in a file inside it; use --data-dir")
    return _convert(str(path), raw, strict=True)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    raw = {
        name.removeprefix(ENV_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(ENV_PREFIX)
    }
    return _convert(f"the environment ({ENV_PREFIX}…)", raw, strict=False)


def _convert(source: str, raw: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in raw.items():
        field = _FIELDS.get(name)
        if field is None:
            raise ConfigError(
                f"{source}: no setting is called {name!r}; `heliograph config` lists them"
            )
        if name in _LISTS and isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if name == "data_dir" and value == "":
            # It would mean the folder one happens to stand in: more likely an unset variable.
            raise ConfigError(f"{source}: data_dir is empty; name a folder (. is this one)")
        if not strict and isinstance(value, str) and bool in get_args(field.type):
            value = _WORDS.get(value.lower(), value)
        try:
            values[name] = msgspec.convert(value, field.type, strict=strict)
        except msgspec.ValidationError as error:
            raise ConfigError(f"{source}: {name} = {value!r}: {_plain(field, error)}") from None
    return values


def _plain(field: msgspec.structs.FieldInfo, error: msgspec.ValidationError) -> str:
    words = get_args(field.type)[:1]
    choices = get_args(words[0]) if words and get_origin(words[0]) is Literal else ()
    return "choose one of " + ", ".join(choices) if choices else str(error)
