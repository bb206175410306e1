"""What the settings make of push notifications."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from heliograph.actions.app import App
from heliograph.config import Settings
from heliograph.delivery.push_session import SessionPush
from heliograph.delivery.pushes import PushWatch
from heliograph.domain.push import TokenKind
from heliograph.server.push.apns import Apns, AppleKey, read_apple_key
from heliograph.server.push.fcm import Fcm, read_service_account
from heliograph.server.push.loop import PushLoop
from heliograph.server.push.post import Post, Vendor
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
        vendors=vendors_of(settings, wire_now=wire_now),
        lifetime_s=limits.push_lifetime_s,
    )
    loop = PushLoop(app, post, at_once=limits.push_devices_at_once)
    return PushWatch(app, post, wake=loop.wake), loop


def vendors_of(settings: Settings, *, wire_now: Callable[[], float]) -> dict[TokenKind, Vendor]:
    """The vendors that the operator has credentials of. Raises UnsafeFile, CannotStart.

    They are at addresses of their own or the operator's file, not at a stranger's.
    """
    timeout_s = settings.limits.push_timeout_s
    found: dict[TokenKind, Vendor] = {}
    if settings.push_fcm_file:
        account = read_service_account(Path(settings.push_fcm_file))
        client = WebClient(timeout_s=timeout_s, guarded=False)
        found[TokenKind.FCM] = Fcm(client, account, wire_now=wire_now)
    if settings.push_apns_key_file:
        # Imported late: nobody else needs HTTP/2.
        from heliograph.server.push.http2_client import Http2Client

        apple = AppleKey(
            key=read_apple_key(Path(settings.push_apns_key_file)),
            key_id=settings.push_apns_key_id,
            team_id=settings.push_apns_team_id,
            topic=settings.push_apns_topic,
        )
        found[TokenKind.APNS] = Apns(Http2Client(timeout_s=timeout_s), apple, wire_now=wire_now)
    return found
