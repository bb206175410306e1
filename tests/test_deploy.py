"""What is there to run the server with: a unit, a container, a dashboard."""

import json
import re
from pathlib import Path
from typing import Any

import prometheus_client
import pytest

from heliograph.config.load import ENV_PREFIX, load_settings
from heliograph.telemetry import metrics

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
REFERENCE = ROOT / "docs" / "reference" / "logs-and-metrics.md"
MONITOR = ROOT / "docs" / "how-to" / "monitor.md"

_NAME = re.compile(r"\bheliograph_[a-z_]+\b")


def produced() -> set[str]:
    """Every name that a scrape may show, with those that each family's kind brings."""
    assert metrics.BUILD
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    return {
        family.name + ending
        for family in prometheus_client.REGISTRY.collect()
        if family.name.startswith("heliograph")
        for ending in endings[family.type]
    }


def dashboard() -> Any:
    return json.loads((DEPLOY / "grafana" / "heliograph.json").read_text(encoding="utf-8"))


def queries(board: Any) -> list[str]:
    return [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]


def test_the_dashboard_asks_for_metrics_that_there_are() -> None:
    asked = {name for query in queries(dashboard()) for name in _NAME.findall(query)}
    assert len(asked) > 20
    assert asked - produced() == set()


def test_the_dashboards_panels_are_told_apart_and_explained() -> None:
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [tuple(panel["gridPos"].values()) for panel in panels]
    assert len(set(places)) == len(places)
    assert all(panel["title"] for panel in panels)


@pytest.mark.parametrize("page", [REFERENCE, MONITOR])
def test_metrics_that_are_documented_are_produced(page: Path) -> None:
    named = set(_NAME.findall(page.read_text(encoding="utf-8")))
    families = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in produced()}
    assert named - produced() - families == set()
    assert named


def unit() -> dict[str, list[str]]:
    """The unit's lines by key."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "heliograph.service").read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def test_the_service_is_unprivileged_and_shut_in() -> None:
    said = unit()
    assert said["User"] == ["heliograph"]
    assert said["CapabilityBoundingSet"] == ["CAP_NET_BIND_SERVICE"]
    shut_in = {key for key, values in said.items() if values == ["yes"]}
    assert shut_in >= {
        "NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables",
        "RestrictNamespaces", "MemoryDenyWriteExecute",
    }  # fmt: skip
    assert said["ProtectSystem"] == ["strict"]
    assert said["StateDirectoryMode"] == ["0700"]
    # It ends on purpose when the disk fails it.
    assert said["Restart"] == ["always"]


def test_the_service_may_shut_in_what_looks_at_files() -> None:
    """Debian 12's systemd knows no such calls of a service's, and they would be refused in silence.

    https://docs.kernel.org/userspace-api/landlock.html
    """
    allowed = " ".join(unit()["SystemCallFilter"]).split()
    calls = {"create_ruleset", "add_rule", "restrict_self"}
    assert {f"landlock_{call}" for call in calls} <= set(allowed)


def test_the_service_leaves_time_to_stop_and_room_for_connections() -> None:
    limits = load_settings().limits
    assert int(unit()["TimeoutStopSec"][0]) > limits.stop_timeout_s
    assert int(unit()["LimitNOFILE"][0]) > limits.connections_max + 1_000


def settings_in(lines: list[str]) -> dict[str, str]:
    pairs = dict(line.split("=", 1) for line in lines)
    return {name: value for name, value in pairs.items() if name.startswith(ENV_PREFIX)}


def test_the_services_settings_are_settings() -> None:
    settings = load_settings({}, settings_in(unit()["Environment"]))
    assert settings.data_dir == f"/var/lib/{unit()['StateDirectory'][0]}"


def containerfile() -> str:
    return (DEPLOY / "Containerfile").read_text(encoding="utf-8")


def test_the_container_runs_as_nobody_in_particular_and_keeps_its_data_in_a_volume() -> None:
    text = containerfile()
    last = text.rindex("\nFROM ")
    assert "\nUSER 10001:10001\n" in text[last:]
    assert "\nVOLUME /data\n" in text[last:]
    assert "HEALTHCHECK" in text[last:]
    assert "gcc" not in text[last:]


def test_the_containers_settings_are_settings() -> None:
    lines = re.findall(rf"{ENV_PREFIX}\w+=\S+", containerfile())
    settings = load_settings({"advertise": "203.0.113.7:8443"}, settings_in(lines))
    assert settings.data_dir == "/data"
    assert f"EXPOSE {settings.mtproto_address.port} {settings.http_address.port}" in containerfile()


def test_what_the_container_is_built_from_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", containerfile(), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").split()
    assert sources
    for source in sources:
        assert (ROOT / source).exists()
        assert f"!{source}" in ignored
