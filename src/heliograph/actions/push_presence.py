"""Which devices no connected session would bring updates to."""

from collections.abc import Iterable

from heliograph.actions.app import App
from heliograph.domain.push import PushDevice, TokenKind
from heliograph.domain.push_tokens import read_session_id


def away(app: App, devices: Iterable[PushDevice]) -> list[PushDevice]:
    """Those of the devices that no connected session would bring updates to."""
    return [device for device in devices if not _is_there(app, device)]


def _is_there(app: App, device: PushDevice) -> bool:
    return any(
        session.connected and not _is_kept_for_it(session.session_id, device)
        for session in app.sessions.of_account(device.account_id)
        if session.key.auth_key_id == device.auth_key_id
    )


def _is_kept_for_it(session_id: int, device: PushDevice) -> bool:
    return device.kind is TokenKind.SESSION and session_id == read_session_id(device.token)
