"""Constructors that clients write where another of the same fields belongs.

Pyrogram and its descendants put an InputPeer wherever an InputUser or InputChannel is asked for,
and have always been understood.
"""

from heliograph.tl import registry

_STAND_INS = {
    "InputUser": {
        "inputPeerEmpty": "inputUserEmpty",
        "inputPeerSelf": "inputUserSelf",
        "inputPeerUser": "inputUser",
        "inputPeerUserFromMessage": "inputUserFromMessage",
    },
    "InputChannel": {
        "inputPeerEmpty": "inputChannelEmpty",
        "inputPeerChannel": "inputChannel",
        "inputPeerChannelFromMessage": "inputChannelFromMessage",
    },
}


def stood_in_for(type_name: str, constructor_id: int) -> int | None:
    """The id of the constructor meant by `constructor_id` in a field of `type_name`, if any."""
    known = _STAND_INS.get(type_name)
    definition = registry.by_id(constructor_id) if known else None
    if known is None or definition is None:
        return None
    meant = known.get(definition.name)
    return None if meant is None else registry.newest(meant).id
