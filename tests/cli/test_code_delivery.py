"""A whole server sends its codes where the settings say, and tells its log of none."""

import json
from pathlib import Path
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.api_client import ApiClient
from support.outside import HOST, FakeGateway, FakeMailServer, serving

PHONE = "15550100001"
SECRET = "a secret of the gateway"


async def ask_for_code(folder: Path, address: str) -> types.auth.SentCode:
    host, port = address.rsplit(":", 1)
    client = ApiClient()
    await client.connect(host, int(port))
    await client.agree_key((folder / "server_key.pub.pem").read_bytes())
    sent: types.auth.SentCode = await client.call(
        functions.auth.SendCode(
            phone_number=PHONE, api_id=1, api_hash="0" * 32, settings=types.CodeSettings()
        )
    )
    await client.close()
    return sent


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(SECRET)
    path.chmod(0o600)
    return path


async def test_code_is_mailed_by_the_template(servers: Any, folder: Path) -> None:
    async with serving(FakeMailServer()) as fake:
        settings = {
            "HELIOGRAPH_SMTP": f"smtp://{HOST}:{fake.port}",
            "HELIOGRAPH_MAIL_FROM": "chat@example.org",
            "HELIOGRAPH_CODES_MAIL_TO": "{phone}@sms.example.org",
        }
        server = servers.start("--codes", "smtp", **settings)
        sent = await ask_for_code(folder, server.ready["mtproto"])
        recipient, content, _ = await fake.mail(1)
    assert recipient == f"{PHONE}@sms.example.org"
    assert isinstance(sent.type, types.auth.SentCodeTypeSms)
    code = content.split("\r\n\r\n", 1)[1][: sent.type.length]
    assert code.isdigit()
    server.stop()
    log = server.errors()
    assert code not in log
    assert PHONE not in log


async def test_code_is_posted_to_the_gateway(servers: Any, folder: Path, secret: Path) -> None:
    async with serving(FakeGateway()) as fake:
        server = servers.start(
            "--codes",
            f"webhook:http://{HOST}:{fake.port}/t0ken",
            HELIOGRAPH_CODES_SECRET_FILE=str(secret),
        )
        await ask_for_code(folder, server.ready["mtproto"])
        _, _, body = await fake.request(1)
    content = json.loads(body)
    assert content["phone"] == f"+{PHONE}"
    server.stop()
    log = server.errors()
    for word in (content["code"], "t0ken", SECRET, PHONE):
        assert word not in log


def test_server_without_its_secret_does_not_start(heliograph: Any, folder: Path) -> None:
    done = heliograph(
        "serve",
        "--data-dir",
        folder,
        "--codes",
        "webhook:https://gateway.example/",
        HELIOGRAPH_CODES_SECRET_FILE=str(folder / "missing"),
    )
    assert done.returncode == 1
    assert "there is no file" in done.stderr
