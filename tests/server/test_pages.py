"""The public pages of a running server: whether there are any, and whom they are counted for."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from heliograph.config import PUBLIC_LINKS, ConfigError, Settings, load_settings
from heliograph.server.pages import make_pages
from heliograph.web.visits import Visits
from support.stage import Stage
from support.stage_fixture import stage
from support.visitor import Visitor

__all__ = ["stage"]


@pytest.mark.parametrize(
    ("preview", "registration", "shown"),
    [
        ("auto", "open", "on"),
        ("auto", "invite", "off"),
        ("auto", "closed", "off"),
        ("on", "closed", "on"),
        ("channels", "open", "channels"),
        ("off", "open", "off"),
    ],
)
def test_visitors_see_what_whoever_signs_up_would(
    preview: str, registration: str, shown: str
) -> None:
    settings = load_settings({"preview": preview, "registration": registration})
    assert settings.previews == shown


def test_links_begin_with_the_pages_where_there_are_any() -> None:
    ours = {"public_url": "https://talk.example.org", "registration": "open"}
    assert load_settings(ours).link_prefix == "https://talk.example.org/"
    assert load_settings({**ours, "preview": "off"}).link_prefix == PUBLIC_LINKS
    assert load_settings({"registration": "open"}).link_prefix == PUBLIC_LINKS


@pytest.mark.parametrize(
    "url", ["talk.example.org", "https://talk.example.org/", "https://a b", "ftp://x", "//x"]
)
def test_a_public_url_is_one(url: str) -> None:
    with pytest.raises(ConfigError, match="public_url"):
        load_settings({"public_url": url})


def pages_of(stage: Stage, settings: Settings) -> Sequence[BaseRoute]:
    service = stage.service
    safety = Visitor(stage).safety
    return make_pages(
        settings,
        service.app,
        service.intake,
        safety=safety,
        form_key=b"f" * 32,
        hasten=lambda: None,
    )


def test_where_nobody_is_shown_anything_anybody_may_give_notice(
    stage: Stage, tmp_path: Path
) -> None:
    shown = pages_of(stage, Settings(data_dir=str(tmp_path), preview="off"))
    assert {route.path for route in shown if isinstance(route, Route)} == {
        "/-/{hash}/{name}",
        "/decision/{puid}",
        "/notice",
        "/notice/{receipt}",
        "/victim",
        "/victim/{receipt}",
    }


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("192.0.2.9", "198.51.100.1", "192.0.2.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::/64"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_visitors_behind_a_trusted_proxy_count_for_themselves(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    peer: str,
    forwarded: str,
    counted: str,
) -> None:
    known = []

    def note(self: Visits, limits: object, **given: object) -> None:
        known.append(given["address_of"])

    monkeypatch.setattr(Visits, "__init__", note)
    pages_of(stage, Settings(preview="on", trusted_proxy=("10.0.0.0/8",)))
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert known[-1](request) == counted
