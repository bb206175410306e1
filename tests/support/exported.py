"""What `heliograph export` writes of an account of a stage, without a command or a server."""

import asyncio
import json
from pathlib import Path
from typing import Any, cast

import msgspec

from heliograph.cli.export_folder import MediaWriter
from heliograph.cli.export_writing import ACCOUNT_FILE, AccountReader, AccountWriter, as_record
from heliograph.domain.exports import ExportBegun
from heliograph.server.commands import run_command
from support.desk import make_desk
from support.export_shape import read_result
from support.stage import Stage


class Exported:
    """Both files of an export, and the folder that they and the media are in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shape = read_result(folder)
        self.result: dict[str, Any] = json.loads((folder / "result.json").read_text())
        self.account: dict[str, Any] = json.loads((folder / ACCOUNT_FILE).read_text())

    def chat(self, name: str) -> dict[str, Any]:
        """The one chat of that name."""
        (found,) = (one for one in self.result["chats"]["list"] if one.get("name") == name)
        return cast("dict[str, Any]", found)

    @property
    def text(self) -> str:
        """All that stands in either file."""
        return json.dumps([self.result, self.account], ensure_ascii=False)


async def export(stage: Stage, account_id: int, folder: Path, **parts: Any) -> Exported:
    """All of an account, in the folder, which is new or empty; `parts` are the desk's."""
    loop = asyncio.get_running_loop()
    desk = make_desk(stage, **parts)

    def ask(cmd: str, **args: Any) -> Any:
        """As over the control socket: what is said is JSON."""
        said = asyncio.run_coroutine_threadsafe(run_command(desk, cmd, args), loop).result()
        return msgspec.json.decode(msgspec.json.encode(said))

    def write() -> Exported:
        given = {"who": str(account_id), "actor": "root", "reason": "a test"}
        begun = as_record(ask("export.begin", **given), ExportBegun)
        reader = AccountReader(ask, begun)
        folder.mkdir(exist_ok=True)
        AccountWriter(reader, MediaWriter(folder, reader.content), folder).write()
        return Exported(folder)

    return await asyncio.to_thread(write)
