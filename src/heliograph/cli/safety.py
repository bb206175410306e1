"""`heliograph safety …`: reports, decisions and appeals for the operator's staff."""

from datetime import UTC, datetime
from typing import Any

import click

from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command

_by = click.option("--by", required=True, metavar="NAME", help="Who you are, of the staff.")


@click.group()
def safety() -> None:
    """See what was reported, decide on it with reasons, review appeals."""


@safety.command()
@data_dir
@as_json
def inbox(data_dir: str | None, as_json: bool) -> None:
    """List open cases, the most urgent first."""
    found = run_command(data_dir, "safety.inbox")
    if as_json:
        print_json(found)
        return
    print_table(
        ("case", "due", "priority", "reports", "what", "where", "heading"),
        (
            (
                case["id"],
                _time(case["due"]),
                case["priority"],
                case["reports"],
                case["subject"]["kind"],
                case["subject"]["surface"],
                _heading(case),
            )
            for case in found
        ),
    )


@safety.command()
@data_dir
@_by
@click.option("--reason", default="review", help="Why you look; it is noted.")
@click.argument("case_id", metavar="CASE", type=int)
def case(data_dir: str | None, by: str, reason: str, case_id: int) -> None:
    """Show a case with what was reported as it stood; that you looked is noted."""
    print_json(run_command(data_dir, "safety.case", case=case_id, by=by, reason=reason))


@safety.command()
@data_dir
@_by
@click.option("--reason", required=True, help="Why you think so; it is noted.")
@click.option("--abuse/--no-abuse", required=True, help="Whether it is abuse of a child.")
@click.argument("file", metavar="FILE", type=int)
def classify(data_dir: str | None, by: str, reason: str, abuse: bool, file: int) -> None:
    """Say of a file (its id in `case`) that a report calls abuse of a child whether it is."""
    said = {"file": file, "by": by, "abuse": abuse, "reason": reason}
    run_command(data_dir, "safety.classify", **said)
    click.echo("sealed" if abuse else "open")


@safety.command()
@data_dir
@_by
@click.option("--law", metavar="ARTICLE", help="It is against this law.")
@click.option("--terms", metavar="CLAUSE", help="It is against this clause of the terms.")
@click.option("--facts", required=True, help="What was found, as the affected person reads it.")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    required=True,
    help="May be given again. Abuse of a child is removed, whatever else is done.",
)
@click.option("--category", default="", help="Another heading than it was reported under.")
@click.option("--keyword", default="")
@click.option("--hours", type=int, default=0, help="How long it holds; without end otherwise.")
@click.option("--part", default="", help="With remove: media, photo, username, about or title.")
@click.option("--every", type=int, default=0, help="Seconds between two posts, with slow.")
@click.option("--second", default="", metavar="NAME", help="Who agrees, where two are needed.")
@click.option("--countries", default="", metavar="DE,FR", help="Where geo_block holds.")
@click.option("--orderer", default="", help="Who had it ordered, as those read it who are blocked.")
@click.option("--label", default="", metavar="LINE", help="What a label says.")
@click.option(
    "--grave",
    default="",
    help="Why somebody is suspended who was not warned before: life,"
    " children, security, intimacy or theft.",
)
@click.option("--block-files", is_flag=True, help="Its files do not come back in public.")
@click.argument("case_id", metavar="CASE", type=int)
def decide(
    data_dir: str | None,
    case_id: int,
    law: str | None,
    terms: str | None,
    countries: str,
    **said: Any,
) -> None:
    """Decide a case: whoever it affects is told why, and can appeal."""
    if (law is None) == (terms is None):
        raise click.UsageError("give either --law or --terms")
    ground = {"ground": "terms", "clause": terms}
    if law is not None:
        ground = {"ground": "law", "clause": law}
    said |= {"case": case_id, **ground}
    said["countries"] = [code.strip().upper() for code in countries.split(",") if code.strip()]
    made = run_command(data_dir, "safety.decide", **said)
    click.echo(f"decision {made['puid']}\npage     {made['page']}")


@safety.command()
@data_dir
@_by
@click.argument("case_id", metavar="CASE", type=int)
def close(data_dir: str | None, by: str, case_id: int) -> None:
    """Close a case in which nothing is against the law or the terms."""
    run_command(data_dir, "safety.close", case=case_id, by=by)
    click.echo("closed")


@safety.command()
@data_dir
@click.option("--staff", type=click.IntRange(0), required=True, help="How many decide on reports.")
@click.option(
    "--recipients", type=click.IntRange(0), required=True, help="On average a month, in the EU."
)
@click.option("--precision", metavar="0.98", help="Of automated means, as it was measured.")
@click.option("--figure", "more", multiple=True, metavar="NAME=VALUE", help="May be given again.")
@click.argument("period", metavar="PERIOD")
def attest(data_dir: str | None, period: str, more: tuple[str, ...], **said: Any) -> None:
    """Close a period (2026, 2026-10) in the public log, once: what nobody can recompute.

    Which keywords decisions were about is counted, small numbers together.
    """
    figures = {name: value for name, value in said.items() if value is not None}
    for one in more:
        name, equals, value = one.partition("=")
        if not equals:
            raise click.UsageError(f"--figure {one}: NAME=VALUE")
        figures[name] = int(value) if value.isdecimal() else value
    print_json(run_command(data_dir, "safety.attest", period=period, figures=figures))


@safety.command()
@data_dir
@as_json
def appeals(data_dir: str | None, as_json: bool) -> None:
    """List appeals that wait; what was decided first shows once you wrote a view."""
    found = run_command(data_dir, "safety.appeals")
    if as_json:
        print_json(found)
        return
    print_table(
        ("appeal", "case", "of", "since", "reviewer", "argument"),
        (
            (
                one["id"],
                one["case_id"],
                one["side"],
                _time(one["date"]),
                one["reviewer"] or "-",
                one["argument"][:60],
            )
            for one in found
        ),
    )


@safety.command()
@data_dir
@_by
@click.argument("appeal", type=int)
@click.argument("text")
def view(data_dir: str | None, by: str, appeal: int, text: str) -> None:
    """Write down what you think of an appeal; then see what was decided first, and why."""
    print_json(run_command(data_dir, "safety.view", appeal=appeal, by=by, view=text))


@safety.command()
@data_dir
@_by
@click.option("--reasons", required=True, help="Why, as the appellant reads it.")
@click.option("--reverse/--uphold", required=True, help="Take the decision back, or let it stand.")
@click.argument("appeal", type=int)
def resolve(data_dir: str | None, by: str, reasons: str, reverse: bool, appeal: int) -> None:
    """Decide an appeal. Taken back, what the decision did ends."""
    said = {"appeal": appeal, "by": by, "reversed": reverse, "reasons": reasons}
    run_command(data_dir, "safety.end_appeal", **said)
    click.echo("reversed" if reverse else "upheld")


@safety.command()
@data_dir
@_by
@click.argument("puid")
def erase(data_dir: str | None, by: str, puid: str) -> None:
    """Delete what the public log's entries of a decision are about; they stay, and say nothing."""
    erased = run_command(data_dir, "safety.erase", puid=puid, by=by)["erased"]
    click.echo(f"erased what {erased} entries are about")


def _heading(case: dict[str, Any]) -> str:
    category = case["category"].removeprefix("STATEMENT_CATEGORY_").lower()
    keyword = case["keyword"].removeprefix("KEYWORD_").lower()
    return f"{category} / {keyword}" if keyword else category


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
