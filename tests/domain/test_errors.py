"""The package of refusals: each topic's classes are found by name, and none hides another."""

import importlib
import pkgutil

from heliograph.domain import errors


def _standing() -> list[tuple[str, str]]:
    """(class, module) of every exception written in a module of the package."""
    return [
        (name, topic.name)
        for topic in pkgutil.iter_modules(errors.__path__)
        for name, found in vars(importlib.import_module(f"{errors.__name__}.{topic.name}")).items()
        if isinstance(found, type) and found.__module__.endswith(f".{topic.name}")
    ]


def test_every_refusal_is_found_in_the_package_itself() -> None:
    missing = [f"{topic}.{name}" for name, topic in _standing() if not hasattr(errors, name)]
    assert not missing


def test_a_refusal_says_its_token_wherever_it_is_written() -> None:
    assert str(errors.PeerIdInvalid()) == errors.PeerIdInvalid().text == "PEER_ID_INVALID"


def test_no_two_topics_hold_a_refusal_of_one_name() -> None:
    names = [name for name, _ in _standing()]
    assert sorted({name for name in names if names.count(name) > 1}) == []
