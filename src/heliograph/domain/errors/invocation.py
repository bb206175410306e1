"""Refusals of how a method is called, whichever it is."""

from heliograph.domain.errors.refused import Refused, Wait


class InputMethodInvalid(Refused):
    token = "INPUT_METHOD_INVALID"


class InputConstructorInvalid(Refused):
    token = "INPUT_CONSTRUCTOR_INVALID"


class InputFetchError(Refused):
    token = "INPUT_FETCH_ERROR"


class InputRequestTooLong(Refused):
    token = "INPUT_REQUEST_TOO_LONG"


class ConnectionNotInited(Refused):
    token = "CONNECTION_NOT_INITED"


class ConnectionLayerInvalid(Refused):
    token = "CONNECTION_LAYER_INVALID"


class UpdateAppToLogin(Refused):
    code = 406
    token = "UPDATE_APP_TO_LOGIN"


class MsgWaitFailed(Refused):
    # Android and iOS expect 500, TDLib takes either.
    code = 500
    token = "MSG_WAIT_FAILED"


class MsgWaitTimeout(Refused):
    # iOS and TDLib expect 400.
    token = "MSG_WAIT_TIMEOUT"


class TakeoutInvalid(Refused):
    token = "TAKEOUT_INVALID"


class TakeoutInitDelay(Wait):
    """An export of all data begins after so many seconds, or once another device confirmed it."""

    token = "TAKEOUT_INIT_DELAY"


class TakeoutFileEmpty(Refused):
    token = "TAKEOUT_FILE_EMPTY"


class TakeoutRequired(Refused):
    token = "TAKEOUT_REQUIRED"
