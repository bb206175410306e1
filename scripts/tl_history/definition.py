"""One TL definition, its identity number, and the line it takes in a schema file."""

import re
import zlib
from dataclasses import dataclass

_TRUE_FLAG = re.compile(r"^\w+:\w+\.\d+\?true$")


@dataclass(frozen=True, slots=True)
class Definition:
    """A constructor (`kind` "c") or function ("f") exactly as one layer declares it."""

    kind: str
    name: str
    number: int
    fields: tuple[str, ...]
    result: str

    @property
    def normalised(self) -> str:
        """The text whose CRC32 is the number: no true-flags, no brackets, `bytes` as `string`.

        https://core.telegram.org/mtproto/TL-formal#declarations
        """
        fields = [field for field in self.fields if not _TRUE_FLAG.match(field)]
        generic = ["X:Type"] if any(field.endswith(":!X") for field in fields) else []
        line = " ".join([self.name, *generic, *fields, "=", self.result])
        return (
            line.replace("<", " ")
            .replace(">", "")
            .replace(":bytes ", ":string ")
            .replace("?bytes ", "?string ")
        )

    @property
    def computed_number(self) -> int:
        """The number the text asks for; a few declarations carry another one."""
        return zlib.crc32(self.normalised.encode())
