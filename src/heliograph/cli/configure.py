"""`heliograph config`: every setting and limit with its value, default, unit and reason."""

import click

from heliograph.cli.options import as_json, data_dir, settings_of
from heliograph.cli.output import print_json, print_table
from heliograph.config import Row, rows


@click.command()
@data_dir
@as_json
def config(data_dir: str | None, as_json: bool) -> None:
    """Show every setting and limit: value, default, unit and reason."""
    found = rows(settings_of(data_dir=data_dir))
    if as_json:
        print_json(found)
        return
    for kind, title in (("setting", "Settings"), ("limit", "Limits")):
        click.echo(title)
        print_table(
            ("  name", "value", "default", "unit", "reason"),
            (_line(row) for row in found if row.kind == kind),
        )
        click.echo()
    click.echo(
        "Settings come from DIR/heliograph.toml, then HELIOGRAPH_NAME, then flags. Limits change\n"
        'only by `limits = "bench"`, on loopback, to the values in brackets.'
    )


def _line(row: Row) -> tuple[str, str, str, str, str]:
    default = _text(row.default) + (f" [{row.bench}]" if row.bench is not None else "")
    return ("  " + row.name, _text(row.value), default, row.unit, row.reason)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(value) or "-"
    return str(value)
