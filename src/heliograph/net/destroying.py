"""Giving up an auth key because its client asks to.

TDLib and Desktop do so after a log-out; the answer must have left before the key goes.
"""

from heliograph.mtproto.outgoing import Link
from heliograph.mtproto.packing import destroyed_auth_key
from heliograph.net.carrier import Carrier
from heliograph.net.node import Node
from heliograph.net.node_session import NodeSession
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)


async def destroy_key(
    node: Node, session: NodeSession, link: Link, *, msg_id: int, carrier: Carrier
) -> None:
    """Forget the key a session uses and all that hangs on it, and close its connections.

    Desktop looks for the answer inside rpc_result, TDLib and mtcute for the bare object.
    """
    key_id = session.used_key_id
    try:
        for logged_out in await node.ring.destroy(key_id):
            node.sessions.sign_out(logged_out)
        done = True
    except Exception:
        # Whatever the store's trouble is: the client keeps its key and may ask again.
        log.exception("destroying a key failed", auth_key_id=key_id)
        done = False
    answer = destroyed_auth_key(done=done)
    session.wire.answer_once(link, msg_id, answer)
    session.wire.tell(link, answer)
    if not done:
        carrier.wake()
        return
    carrier.leave(session)
    await node.sessions.drop_key(key_id)
