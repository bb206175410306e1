"""What the settings make of push notifications."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec

from heliograph.actions.app import App
from heliograph.config import Settings
from heliograph.delivery.pushes import PushWatch, SessionPush
from heliograph.domain.push import TokenKind
from heliograph.server.push.loop import PushLoop
from heliograph.server.push.post import Post
from heliograph.server.push.simple import SimplePush
from heliograph.server.push.web_client import WebClient
from heliograph.server.push.web_push import WebPush


def make_push(
    settings: Settings,
    app: App,
    *,
    key: ec.EllipticCurvePrivateKey,
    wire_now: Callable[[], float],
) -> tuple[PushWatch, PushLoop]:
    """What follows the mailboxes, and what tells devices. Nobody is contacted before a client
    registered."""
    limits, networks = settings.limits, settings.own_push_networks
    client = WebClient(timeout_s=limits.push_timeout_s, own_networks=networks)
    post = Post(
        web=WebPush(
            client,
            key=key,
            contact=settings.push_contact,
            own_networks=networks,
            wire_now=wire_now,
        ),
        callers={
            TokenKind.SIMPLE: SimplePush(client, own_networks=networks, wire_now=wire_now),
            TokenKind.SESSION: SessionPush(app),
        },
        vendors={},
        lifetime_s=limits.push_lifetime_s,
    )
    loop = PushLoop(app, post, at_once=limits.push_devices_at_once)
    return PushWatch(app, post, wake=loop.wake), loop
