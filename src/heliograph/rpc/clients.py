"""What a key's client said of itself, remembered for every later call and push."""

import msgspec

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.rpc.wrappers import Unwrapped
from heliograph.tl import functions
from heliograph.tl.layers import OLDEST

# Longer texts say nothing more in a sessions list and would be kept for every key.
_TEXT_MAX = 128


def client_after(known: ClientInfo | None, found: Unwrapped) -> ClientInfo:
    """The client as this query's wrappers leave it; `known` itself if they say nothing new.

    CONNECTION_NOT_INITED and CONNECTION_LAYER_INVALID make a client send its wrappers again;
    a key that was initialised once never gets them. UPDATE_APP_TO_LOGIN below the oldest layer.
    """
    if found.layer is None and found.init is None:
        if known is None:
            raise errors.ConnectionNotInited
        return known
    layer = found.layer if found.layer is not None else known.layer if known else None
    if layer is None:
        raise errors.ConnectionLayerInvalid
    if layer < OLDEST:
        raise errors.UpdateAppToLogin
    if found.init is not None:
        made = _introduced(found.init, layer)
    elif known is not None:
        made = known if known.layer == layer else msgspec.structs.replace(known, layer=layer)
    else:
        raise errors.ConnectionNotInited
    return known if known is not None and made == known else made


def _introduced(init: functions.InitConnection, layer: int) -> ClientInfo:
    return ClientInfo(
        layer=layer,
        api_id=init.api_id,
        device_model=init.device_model[:_TEXT_MAX],
        system_version=init.system_version[:_TEXT_MAX],
        app_version=init.app_version[:_TEXT_MAX],
        system_lang_code=init.system_lang_code[:_TEXT_MAX],
        lang_pack=init.lang_pack[:_TEXT_MAX],
        lang_code=init.lang_code[:_TEXT_MAX],
    )
