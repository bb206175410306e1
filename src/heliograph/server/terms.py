"""The operator's terms of service, read once at the start."""

from heliograph.config import Settings
from heliograph.domain.terms import Terms, make_terms
from heliograph.server.errors import CannotStart


def read_terms(settings: Settings) -> Terms | None:
    """The text in the file that the settings name, None without one. Raises CannotStart."""
    path = settings.terms_of_service
    if not path:
        return None
    most = settings.limits.terms_bytes_max
    try:
        with open(path, "rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise CannotStart(f"terms_of_service: {path}: {error.strerror}") from None
    if len(content) > most:
        raise CannotStart(f"terms_of_service: {path} has more than {most} bytes")
    try:
        return make_terms(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise CannotStart(f"terms_of_service: {path} is no UTF-8 text") from None
    except ValueError as error:
        raise CannotStart(f"terms_of_service: {path} {error}") from None
