"""What goes out with every page: no script, nothing from elsewhere, nothing kept unasked.

https://www.w3.org/TR/CSP3/
"""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {framed}"
)
_FILE_POLICY = "default-src 'none'; sandbox"

REVALIDATED = "public, no-cache"
"""May be kept, but is asked for again each time: what was deleted is gone from caches at once."""

FOR_GOOD = "public, max-age=31536000, immutable"
"""For what has its content's hash in its address."""


def page_answer(
    request: Request,
    body: str,
    *,
    status: int = 200,
    index: bool = False,
    framed: bool = False,
    media_type: str = "text/html",
) -> Response:
    """A page, or that it is still the one the visitor has. `framed` lets others embed it, `index`
    lets search engines keep it."""
    content = body.encode("utf-8", "replace")
    headers = {
        **always(),
        "Content-Security-Policy": _POLICY.format(framed="*" if framed else "'none'"),
        "Cache-Control": REVALIDATED,
        "Vary": "Accept-Language",
    }
    if not index:
        headers["X-Robots-Tag"] = "noindex, noarchive"
    if status != 200:
        return Response(content, status, headers, media_type)
    headers["ETag"] = etag(content)
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, status, headers, media_type)


def file_headers() -> dict[str, str]:
    """Headers of what people sent: a browser neither guesses what it is nor runs any of it."""
    return {
        **always(),
        "Content-Security-Policy": _FILE_POLICY,
        "Cache-Control": REVALIDATED,
        "X-Robots-Tag": "noindex, noarchive",
    }


def etag(content: bytes) -> str:
    """What tells this content from any other."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the visitor has what this tag stands for.

    https://www.rfc-editor.org/rfc/rfc9110#field.if-none-match
    """
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in (
        one.strip().removeprefix("W/") for one in known.split(",")
    )


def always() -> dict[str, str]:
    """Headers of every answer to a browser."""
    return {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "interest-cohort=()",
    }
