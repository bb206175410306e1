"""`heliograph methods`: which API methods the server has, and which clients asked for in vain."""

import csv
from collections.abc import Iterable
from importlib import resources
from typing import Any

import click
import msgspec

from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A method of the API; tier 1 is what clients call in their first minute, 4 the rarest.

    `present` ones are answered; `real` ones are missed by a test when a stub answers instead, and
    were called by a real client (`make methods-audit`). The others give a fixed answer.
    """

    name: str
    tier: int
    clients: int
    present: bool
    real: bool


@click.command()
@data_dir
@as_json
@click.option("--lacking", is_flag=True, help="Name the methods that are not there yet.")
@click.option("--asked", is_flag=True, help="Show what clients of the running server missed.")
def methods(data_dir: str | None, as_json: bool, lacking: bool, asked: bool) -> None:
    """Show how much of the API is there, by how early clients need it."""
    if asked:
        _print_asked(run_command(data_dir, "methods.asked"), as_json)
        return
    listed = coverage()
    if as_json:
        print_json(listed)
    elif lacking:
        print_table(
            ("tier", "clients", "method"),
            ((m.tier, m.clients, m.name) for m in listed if not m.present),
        )
    else:
        _print_summary(listed)


def coverage() -> list[Listed]:
    """Every method of the API with whether the server has it, most needed first."""
    from heliograph.rpc.registry import load_methods
    from heliograph.rpc.wrappers import honoured

    present = honoured() | load_methods().keys()
    real = _real_methods()
    table = resources.files("heliograph.data").joinpath("methods.csv").read_text(encoding="utf-8")
    listed = [
        Listed(
            name=line["method"],
            tier=int(line["tier"]),
            clients=int(line["client_libs_calling_of_7"]),
            present=line["method"] in present,
            real=line["method"] in real,
        )
        for line in csv.DictReader(table.splitlines())
    ]
    return sorted(listed, key=lambda method: (method.tier, -method.clients, method.name))


def _real_methods() -> set[str]:
    table = resources.files("heliograph.data").joinpath("real_methods.tsv")
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    return {line.split("\t", 1)[0] for line in lines}


def _print_summary(listed: Iterable[Listed]) -> None:
    by_tier: dict[int, list[Listed]] = {}
    for method in listed:
        by_tier.setdefault(method.tier, []).append(method)
    for tier, methods in by_tier.items():
        real = sum(method.real for method in methods)
        fixed = sum(method.present and not method.real for method in methods)
        click.echo(f"tier {tier}: {real} real, {fixed} fixed of {len(methods)}")


def _print_asked(asked: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(asked)
    elif asked:
        print_table(
            ("calls", "method", "layer", "client"),
            ((row["calls"], row["method"], row["layer"], row["client"] or "-") for row in asked),
        )
    else:
        click.echo("no client has asked for a method that is not there, since the server started")
