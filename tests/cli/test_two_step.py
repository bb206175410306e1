"""What an operator sees and may do of passwords, mail addresses and the delivery of codes."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from heliograph.cli.main import heliograph as program
from support.outside import HOST, FakeGateway, FakeMailServer, serving


def test_list_says_who_has_a_password_and_reset_says_that_there_is_none(
    heliograph: Any, servers: Any, folder: Path
) -> None:
    servers.start()
    heliograph("user", "add", "--data-dir", folder, "+15550100001", "Alice")
    table = heliograph("user", "list", "--data-dir", folder).stdout
    assert "password" in table.splitlines()[0]
    (alice,) = json.loads(heliograph("user", "list", "--data-dir", folder, "--json").stdout)
    assert alice["two_step"] is False
    done = heliograph("user", "reset-password", "--data-dir", folder, "+15550100001")
    assert done.stdout == "there is no password\n"


def test_address_for_codes_is_noted_and_taken_away(
    heliograph: Any, servers: Any, folder: Path
) -> None:
    servers.start()
    heliograph("user", "add", "--data-dir", folder, "+15550100001", "Alice")
    mail = ("user", "mail", "--data-dir", folder, "+15550100001")
    assert (
        heliograph(*mail, "alice@example.org").stdout == "codes by mail go to alice@example.org\n"
    )
    assert heliograph(*mail, "--none").stdout == "codes go nowhere by mail\n"
    refused = heliograph(*mail, "alice")
    assert (refused.returncode, "EMAIL_INVALID" in refused.stderr) == (1, True)
    neither = heliograph(*mail)
    assert neither.returncode == 2
    invited = heliograph("invite", "create", "--data-dir", folder, "--mail", "b@example.org")
    assert invited.returncode == 0
    assert heliograph("invite", "create", "--data-dir", folder, "--mail", "b").returncode == 1


@pytest.fixture
def made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


async def examined(heliograph: Any, folder: Path, settings: str) -> dict[str, dict[str, str]]:
    def look() -> str:
        (folder / "heliograph.toml").write_text(settings)
        return heliograph("doctor", "--json", "--data-dir", folder).stdout

    found = json.loads(await asyncio.to_thread(look))
    return {finding["subject"]: finding for finding in found}


async def test_doctor_greets_the_mail_server_and_sends_nothing(heliograph: Any, made: Path) -> None:
    async with serving(FakeMailServer()) as fake:
        where = f'smtp = "smtp://{HOST}:{fake.port}"\nmail_from = "a@example.org"\n'
        found = await examined(heliograph, made, f'codes = "smtp"\n{where}')
        assert found["mail"]["level"] == found["login codes"]["level"] == "ok"
        fake.answers["EHLO"] = fake.answers["HELO"] = "554 no"
        assert (await examined(heliograph, made, where))["mail"]["level"] == "bad"
        assert fake.mails == []
    assert (await examined(heliograph, made, where))["mail"]["level"] == "bad"
    assert (await examined(heliograph, made, ""))["mail"]["level"] == "note"


async def test_doctor_connects_to_the_gateway_and_posts_nothing(
    heliograph: Any, made: Path
) -> None:
    secret = made / "gateway.secret"
    secret.write_text("0123456789abcdef")
    secret.chmod(0o600)
    async with serving(FakeGateway()) as fake:
        settings = (
            f'codes = "webhook:http://{HOST}:{fake.port}/t0ken"\ncodes_secret_file = "{secret}"\n'
        )
        found = await examined(heliograph, made, settings)
        assert found["login codes"]["level"] == "ok"
        assert "t0ken" not in json.dumps(found)
        assert fake.requests == []
        secret.chmod(0o644)
        found = await examined(heliograph, made, settings)
        assert "chmod 600" in found["login codes"]["text"]
    secret.chmod(0o600)
    found = await examined(heliograph, made, settings)
    assert found["login codes"]["level"] == "bad"


@pytest.mark.parametrize("command", ["reset-password", "mail"])
def test_command_explains_itself(command: str) -> None:
    shown = CliRunner().invoke(program, ["user", command, "--help"])
    assert shown.exit_code == 0
