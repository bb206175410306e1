"""Files of channels that decisions withhold as a whole, for whom they are withheld.

A message that is withheld by itself has its files' references withdrawn when that begins. A channel
has any number of them, so here it is asked with each look instead.
"""

import apsw

from heliograph.domain.channels import SeenChannel
from heliograph.domain.files import AnyFile
from heliograph.storage.sqlite import channels, files, queries, rows, withholding

_SQL = queries.load("withholding")

_LOOKED_AT = 1_000
"""Messages that show one file: what stands in more is known by the first of them."""


def file_to(db: apsw.Connection, *, viewer_id: int, file_id: int) -> tuple[AnyFile | None, bool]:
    """See `ports.file_store.FileOperations.file_to`."""
    file = files.file(db, file_id)
    return file, file is not None and _is_withheld(db, viewer_id, file_id)


def _is_withheld(db: apsw.Connection, viewer_id: int, file_id: int) -> bool:
    limited = withholding.limited_channels(db)
    if not limited:
        return False
    found = rows.fetch(db, _SQL.channels_with_file, (file_id, _LOOKED_AT))
    places = {row[0] for row in found}
    if places.isdisjoint(limited):
        return False
    seen = channels.seen_channels(db, viewer_id, places).values()
    if not any(map(_withheld, seen)):
        return False
    if any(one.readable and not _withheld(one) for one in seen):
        return False
    own = rows.number(db, _SQL.has_file, (file_id, _LOOKED_AT, viewer_id))
    return not own and files.owner(db, file_id) != viewer_id


def _withheld(seen: SeenChannel) -> bool:
    return seen.held is not None and seen.held.withheld
