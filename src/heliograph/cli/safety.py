"""`heliograph safety …`: reports, decisions and appeals for the operator's staff."""

from datetime import UTC, datetime
from typing import Any, TextIO

import click

from heliograph.cli.actor import actor
from heliograph.cli.options import as_json, data_dir
from heliograph.cli.output import print_json, print_table
from heliograph.cli.reach import run_command

_by = click.option("--by", required=True, metavar="NAME", help="Who you are, of the staff.")

_LINE_LENGTH_MAX = 1_000


@click.group()
def safety() -> None:
    """See what was reported, decide on it with reasons, review appeals."""


@safety.command()
@data_dir
@_by
@as_json
def inbox(data_dir: str | None, by: str, as_json: bool) -> None:
    """List open cases, the most urgent first; that you looked is noted."""
    found = _run(data_dir, "inbox", by=by)
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
    print_json(_run(data_dir, "case", case=case_id, by=by, reason=reason))


@safety.command()
@data_dir
@_by
@click.option("--reason", required=True, help="Why you think so; it is noted.")
@click.option("--abuse/--no-abuse", required=True, help="Whether it is abuse of a child.")
@click.argument("file", metavar="FILE", type=int)
def classify(data_dir: str | None, by: str, reason: str, abuse: bool, file: int) -> None:
    """Say of a file (its id in `case`) that a report calls abuse of a child whether it is."""
    said = {"file": file, "by": by, "abuse": abuse, "reason": reason}
    _run(data_dir, "classify", **said)
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
@click.option(
    "--proof",
    type=click.File(),
    help="Your passphrase and a code, a line each; asked at the terminal otherwise.",
)
@click.argument("case_id", metavar="CASE", type=int)
def decide(
    data_dir: str | None,
    case_id: int,
    law: str | None,
    terms: str | None,
    countries: str,
    proof: TextIO | None,
    **said: Any,
) -> None:
    """Decide a case: whoever it affects is told why, and can appeal.

    What takes two people is proposed instead, once you have shown who you are; the second one
    agrees at the console.
    """
    if (law is None) == (terms is None):
        raise click.UsageError("give either --law or --terms")
    ground = {"ground": "terms", "clause": terms}
    if law is not None:
        ground = {"ground": "law", "clause": law}
    said |= {"case": case_id, **ground}
    said["countries"] = [code.strip().upper() for code in countries.split(",") if code.strip()]
    made = _run(data_dir, "decide", **said)
    if "asks" in made:
        made = _run(data_dir, "decide", **said, proof=_proof(proof, by=said["by"]))
    if "proposal" in made:
        click.echo(f"proposal {made['proposal']}: nothing is done until a second person agrees")
        click.echo(f"at the console, under Second person, until {_time(made['until'])} UTC")
        if not made["console"]:
            click.echo("There is no console on this server yet: see `console` in the settings.")
        return
    click.echo(f"decision {made['puid']}\npage     {made['page']}")


@safety.command()
@data_dir
@_by
@click.argument("case_id", metavar="CASE", type=int)
def close(data_dir: str | None, by: str, case_id: int) -> None:
    """Close a case in which nothing is against the law or the terms."""
    _run(data_dir, "close", case=case_id, by=by)
    click.echo("closed")


@safety.command()
@data_dir
@_by
@click.option("--staff", type=click.IntRange(0), required=True, help="How many decide on reports.")
@click.option(
    "--recipients", type=click.IntRange(0), required=True, help="On average a month, in the EU."
)
@click.option("--precision", metavar="0.98", help="Of automated means, as it was measured.")
@click.option("--figure", "more", multiple=True, metavar="NAME=VALUE", help="May be given again.")
@click.argument("period", metavar="PERIOD")
def attest(data_dir: str | None, by: str, period: str, more: tuple[str, ...], **said: Any) -> None:
    """Close a period (2026, 2026-10) in the public log, once: what nobody can recompute.

    Which keywords decisions were about is counted, small numbers together.
    """
    figures = {name: value for name, value in said.items() if value is not None}
    for one in more:
        name, equals, value = one.partition("=")
        if not equals:
            raise click.UsageError(f"--figure {one}: NAME=VALUE")
        figures[name] = int(value) if value.isdecimal() else value
    print_json(_run(data_dir, "attest", by=by, period=period, figures=figures))


@safety.command()
@data_dir
@_by
@as_json
def appeals(data_dir: str | None, by: str, as_json: bool) -> None:
    """List appeals that wait; what was decided first shows once you wrote a view."""
    found = _run(data_dir, "appeals", by=by)
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
    print_json(_run(data_dir, "view", appeal=appeal, by=by, view=text))


@safety.command()
@data_dir
@_by
@click.option("--reasons", required=True, help="Why, as the appellant reads it.")
@click.option("--reverse/--uphold", required=True, help="Take the decision back, or let it stand.")
@click.argument("appeal", type=int)
def resolve(data_dir: str | None, by: str, reasons: str, reverse: bool, appeal: int) -> None:
    """Decide an appeal. Taken back, what the decision did ends."""
    said = {"appeal": appeal, "by": by, "reversed": reverse, "reasons": reasons}
    _run(data_dir, "end_appeal", **said)
    click.echo("reversed" if reverse else "upheld")


@safety.command()
@data_dir
@_by
@click.argument("puid")
def erase(data_dir: str | None, by: str, puid: str) -> None:
    """Delete what the public log's entries of a decision are about; they stay, and say nothing."""
    erased = _run(data_dir, "erase", puid=puid, by=by)["erased"]
    click.echo(f"erased what {erased} entries are about")


def _run(data_dir: str | None, cmd: str, **args: Any) -> Any:
    """The answer of a command, under which user of the machine types it."""
    return run_command(data_dir, f"safety.{cmd}", actor=actor(), **args)


def _proof(file: TextIO | None, *, by: str) -> dict[str, str]:
    """What somebody signs in with: never an argument, which others on the machine can read."""
    if file is not None:
        passphrase, code = (file.readline(_LINE_LENGTH_MAX).rstrip("\r\n") for _ in range(2))
    else:
        click.echo("It takes two people: show that you are the first.", err=True)
        passphrase = click.prompt(f"Passphrase of {by}", hide_input=True, err=True)
        code = click.prompt("Code of the app", err=True)
    return {"passphrase": passphrase, "code": code}


def _heading(case: dict[str, Any]) -> str:
    category = case["category"].removeprefix("STATEMENT_CATEGORY_").lower()
    keyword = case["keyword"].removeprefix("KEYWORD_").lower()
    return f"{category} / {keyword}" if keyword else category


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
