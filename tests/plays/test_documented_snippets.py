"""What the documentation tells people to type, typed."""

import asyncio
import re
from pathlib import Path

import pytest

from support.play_server import PlayServer

ROOT = Path(__file__).parents[2]
CONNECT = ROOT / "docs" / "how-to" / "connect-clients.md"
TUTORIAL = ROOT / "docs" / "tutorial" / "first-talk.md"
README = ROOT / "README.md"
NODE_MODULES = ROOT / "tests" / "plays" / "node" / "node_modules"
WITHIN_S = 60

pytestmark = pytest.mark.play

_TELETHON = """
import asyncio
async def check():
    await client.connect()
    assert (await client.send_code_request("+999660000001")).phone_code_hash
asyncio.run(check())
print("talked")
"""
# Pyrogram ties a client to the loop that was current when it was made.
_PYROGRAM = """
async def check():
    await client.connect()
    assert (await client.send_code("+999660000001")).phone_code_hash
client.loop.run_until_complete(check())
print("talked")
"""
_GRAMJS = """
client.setLogLevel('none')
client.connect()
  .then(() => client.sendCode({ apiId: 12345, apiHash: '0' }, '+999660000001'))
  .then((sent) => { if (sent.phoneCodeHash) console.log('talked'); process.exit(0) })
"""
_MTCUTE = """
const sent = await client.sendCode({ phone: '+999660000001' })
if (sent.phoneCodeHash) console.log('talked')
process.exit(0)
"""


def snippet(page: Path, heading: str, language: str) -> str:
    """The first block of a language after a heading."""
    text = page.read_text(encoding="utf-8")
    after = text[text.index(heading) :]
    found = re.search(rf"```{language}\n(.*?)```", after, re.S)
    assert found, (page, heading)
    return found[1]


def placed(code: str, server: PlayServer) -> str:
    """The snippet with this server's port and key."""
    code = code.replace("8443", str(server.port))
    return re.sub(r"""(["'])[\w/-]*server_key\.pub\.pem\1""", repr(str(server.public_key)), code)


async def talk(folder: Path, program: list[str | Path], code: str, suffix: str) -> str:
    script = folder / f"snippet{suffix}"
    script.write_text(code)
    process = await asyncio.create_subprocess_exec(
        *program,
        script,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), WITHIN_S)
    finally:
        if process.returncode is None:
            process.kill()
    return said.decode()


def python_of(venv: str) -> Path:
    return ROOT / ".venvs" / venv / "bin" / "python"


@pytest.mark.parametrize(
    ("heading", "venv", "check"),
    [
        ("## Telethon", "telethon-1.45.0", _TELETHON),
        ("## Telethon", "telethon-1.39.0", _TELETHON),
        ("## Kurigram", "kurigram-2.2.26", _PYROGRAM),
        ("## Pyrogram", "pyrogram-2.0.106", _PYROGRAM),
    ],
)
async def test_python_client_connects_as_documented(
    server: PlayServer, tmp_path: Path, heading: str, venv: str, check: str
) -> None:
    code = placed(snippet(CONNECT, heading, "python"), server) + check
    assert "talked" in await talk(tmp_path, [python_of(venv)], code, ".py")


@pytest.mark.parametrize("package", ["telegram", "teleproto"])
async def test_gramjs_connects_as_documented(
    server: PlayServer, tmp_path: Path, package: str
) -> None:
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    code = placed(snippet(CONNECT, "## GramJS", "js"), server) + _GRAMJS
    code = re.sub(r"require\('telegram", f"require('{package}", code)
    assert "talked" in await talk(tmp_path, ["node"], code, ".cjs")


async def test_mtcute_connects_as_documented(server: PlayServer, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    code = placed(snippet(CONNECT, "## mtcute", "js"), server)
    # Its own database is compiled on installing, which the plays do without.
    code = code.replace("import { TelegramClient }", "import { MemoryStorage, TelegramClient }")
    code = code.replace("apiId: 12345,", "apiId: 12345, storage: new MemoryStorage(),")
    assert "talked" in await talk(tmp_path, ["node"], code + _MTCUTE, ".mjs")


async def test_readme_snippet_connects(server: PlayServer, tmp_path: Path) -> None:
    lines = placed(snippet(README, "## Point a client", "python"), server)
    code = lines.replace("await client.connect()\n", "") + _TELETHON
    python = python_of("telethon-1.45.0")
    assert "talked" in await talk(tmp_path, [python], code, ".py")


async def test_tutorial_ends_as_it_says(server: PlayServer, tmp_path: Path) -> None:
    asked = re.compile(r"input\(f\"code for .*?\"\)")
    code = placed(snippet(TUTORIAL, "## 3.", "python"), server)
    assert asked.search(code)
    code = asked.sub("_code(phone)", code).replace(
        "async def person",
        "def _code(phone):\n"
        "    import time\n"
        "    while True:\n"
        f"        for line in open({str(server.codes)!r}):\n"
        "            if line.split()[0] == phone.lstrip('+'):\n"
        "                return line.split()[1]\n"
        "        time.sleep(0.05)\n\n\n"
        "async def person",
        1,
    )
    python = python_of("telethon-1.45.0")
    for _ in range(2):
        said = await talk(tmp_path, [python], code, ".py")
        assert "bobby reads: Hello from alice" in said
