"""The documentation is whole: links lead somewhere, and every interface is described."""

import re
import subprocess
from pathlib import Path

import apsw
import click
import prometheus_client
import pytest

from heliograph.cli.main import heliograph
from heliograph.server import commands
from heliograph.storage.sqlite.migrate import migrate
from heliograph.telemetry import metrics

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
PACKAGE = ROOT / "src" / "heliograph"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    broken = [
        target for target in targets if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_page_is_linked_from_the_index() -> None:
    linked = set()
    for index in (ROOT / "docs" / "README.md", ROOT / "docs" / "decisions" / "README.md"):
        targets = _LINK.findall(index.read_text(encoding="utf-8"))
        linked |= {index, *((index.parent / target).resolve() for target in targets)}
    assert [page for page in ROOT.glob("docs/**/*.md") if page not in linked] == []


def subcommands(group: click.Group) -> dict[str, click.Command]:
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def command_names(group: click.Group, path: str) -> list[str]:
    names = []
    for name, command in subcommands(group).items():
        if isinstance(command, click.Group):
            names += command_names(command, f"{path} {name}")
        else:
            names.append(f"{path} {name}")
    return names


def test_the_architecture_names_every_package_and_no_other() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert described == {
        path.stem
        for path in PACKAGE.iterdir()
        if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem[0] != "_")
    }


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "docs/protocol.md"])
def test_what_a_page_says_is_done_somewhere_is_there(page: str) -> None:
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]*(?:\.[a-z]+)?)`", (ROOT / page).read_text("utf-8"))
    assert named
    assert [
        path for path in named if not (PACKAGE / path).exists() and not (ROOT / path).exists()
    ] == []


def test_every_command_is_described() -> None:
    text = (REFERENCE / "command-line.md").read_text(encoding="utf-8")
    assert [name for name in command_names(heliograph, "heliograph") if name not in text] == []


def options(command: click.Command) -> set[str]:
    """All but those that every command has, or that stand above all of them."""
    shared = {"--help", "-h", "--data-dir"}
    return {name for parameter in command.params for name in parameter.opts} - shared


def commands_of(group: click.Group) -> list[click.Command]:
    found: list[click.Command] = []
    for command in subcommands(group).values():
        found += commands_of(command) if isinstance(command, click.Group) else [command]
    return found


def test_every_option_is_described() -> None:
    text = (REFERENCE / "command-line.md").read_text(encoding="utf-8")
    flags = {name for command in commands_of(heliograph) for name in options(command)}
    assert [name for name in sorted(flags) if name.startswith("-") and name not in text] == []


def test_every_control_command_is_described() -> None:
    text = (REFERENCE / "control-socket.md").read_text(encoding="utf-8")
    assert [name for name in commands.names() if f"`{name}`" not in text] == []


def test_every_metric_is_described() -> None:
    assert metrics.BUILD
    text = (REFERENCE / "logs-and-metrics.md").read_text(encoding="utf-8")
    found = [m for m in prometheus_client.REGISTRY.collect() if m.name.startswith("heliograph")]
    assert [metric.name for metric in found if f"`{metric.name}" not in text] == []


def test_the_repository_names_no_machine_and_no_registry() -> None:
    # In pieces, so that this file is not found.
    hosts = ("py" + "pi.org", "registry." + "npmjs", "files." + "pythonhosted", "/work" + "/")
    listed = subprocess.run(
        ["git", "grep", "-lIF", *(f"-e{host}" for host in hosts)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert listed.stdout.splitlines() == []


def test_proxies_in_the_readme_are_set_up_as_the_page_says() -> None:
    page = (ROOT / "docs" / "how-to" / "web-clients.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    caddy, nginx = re.findall(
        r"```(?:nginx)?\n((?:web\.example|    location).*?)```", readme, re.DOTALL
    )
    assert caddy in page
    # One location in place of an upstream and a map, which serve clients by HTTP as well.
    own = {"proxy_pass http://127.0.0.1:8080;", "proxy_set_header Connection upgrade;"}
    lines = {line.strip() for line in nginx.splitlines()} - own
    assert lines <= {line.strip() for line in page.splitlines()}


def test_every_table_is_described(tmp_path: Path) -> None:
    database = apsw.Connection(str(tmp_path / "new.sqlite"))
    database.create_scalar_function("search_terms", lambda *_: "")
    migrate(database, backup_folder=None)
    tables = database.execute(
        "SELECT name FROM pragma_table_list"
        " WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\'"
    ).fetchall()
    text = (REFERENCE / "data.md").read_text(encoding="utf-8")
    assert [name for (name,) in tables if f"`{name}`" not in text] == []


def test_every_row_about_data_is_whole() -> None:
    text = (REFERENCE / "data.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| ")]
    wrong = [row[1].strip() for row in rows if len(row) != 7 or not row[5].strip()]
    assert wrong == [], "what, why, how long, who reads, tables"
