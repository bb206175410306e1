"""Limits on connections, key exchanges and sessions."""

from typing import Annotated

import msgspec

from heliograph.config.bounds import FREE, bound


class WireLimits(msgspec.Struct, frozen=True, kw_only=True):
    """The first of the links that `Limits` is made of: a struct continues one other only."""

    # --- sockets -------------------------------------------------------------------------
    connections_max: Annotated[
        int,
        bound(
            "connections", "One process holds about 15 KiB for each; above it new ones are closed."
        ),
    ] = 50_000
    connections_per_address: Annotated[
        int,
        bound("connections", "A household or office behind one address, not a botnet.", bench=FREE),
    ] = 1_000
    first_packet_timeout_s: Annotated[
        int,
        bound("s", "Android keeps warm sockets silent for up to a minute; shorter makes storms."),
    ] = 75
    idle_timeout_s: Annotated[
        int, bound("s", "TDLib pings every 137 s at most; five missed pings mean it is gone.")
    ] = 700
    frame_bytes_max: Annotated[
        int, bound("bytes", "Telethon's fullest container has 1,044,448; twice that.")
    ] = 2 << 20
    inbound_bytes_total: Annotated[
        int, bound("bytes", "What half-read frames of all connections may hold together.")
    ] = 256 << 20
    outbound_bytes_per_session: Annotated[
        int, bound("bytes", "A slow reader loses pushes at a quarter of it, here its connection.")
    ] = 8 << 20
    outbound_bytes_total: Annotated[
        int, bound("bytes", "What slow readers may make the process keep, together.")
    ] = 256 << 20

    write_stall_s: Annotated[
        int, bound("s", "A peer that does not read at all for so long is gone.")
    ] = 60
    gzip_results_over_bytes: Annotated[
        int, bound("bytes", "Shorter answers cost more to compress than to send.")
    ] = 1024

    # --- HTTP and WebSocket clients -------------------------------------------------------
    http_wait_max_s: Annotated[
        int, bound("s", "TDLib and Web K ask for 25 s; proxies cut silence off at 60.")
    ] = 30
    http_request_timeout_s: Annotated[
        int, bound("s", "From a request's first byte to its last; 512 KiB from a slow phone.")
    ] = 60
    http_head_bytes_max: Annotated[
        int, bound("bytes", "A request's first line and headers; browsers send under 2 KiB.")
    ] = 16 << 10

    # --- key exchange --------------------------------------------------------------------
    handshakes_per_address_per_minute: Annotated[
        int,
        bound("handshakes/min", "Each costs up to 5 ms of CPU; a client needs one.", bench=FREE),
    ] = 120
    handshakes_pending_max: Annotated[
        int,
        bound("handshakes", "Unfinished exchanges kept in memory, oldest dropped first."),
    ] = 10_000
    handshake_timeout_s: Annotated[
        int, bound("s", "From req_pq to the last step; phones on bad networks need seconds.")
    ] = 60

    temporary_key_lifetime_s: Annotated[
        int, bound("s", "Clients ask for 23 to 24 hours; asking for more does not help.")
    ] = 2 * 86_400
    temporary_keys_per_key: Annotated[
        int, bound("keys", "TDLib binds one per session, about 25; then the earliest goes.")
    ] = 64

    # --- sessions ------------------------------------------------------------------------
    keys_in_memory: Annotated[
        int, bound("keys", "About 2 KiB each; those in use stay anyway, others are read again.")
    ] = 50_000
    sessions_per_key: Annotated[
        int, bound("sessions", "Desktop holds about 70 per key (main, 16 download, 16 upload).")
    ] = 256
    sessions_max: Annotated[
        int, bound("sessions", "Two for each connection; then those longest without one end.")
    ] = 100_000
    seen_ids_bytes_total: Annotated[
        int,
        bound("bytes", "Remembered msg_ids of all sessions; above it each keeps 256."),
    ] = 256 << 20
    queries_pending_per_key: Annotated[
        int,
        bound("queries", "TDLib packs 1,000 in a container; above it WORKER_BUSY.", bench=FREE),
    ] = 2_048
    unacked_messages_per_session: Annotated[
        int, bound("messages", "Kept to be sent again; older ones are forgotten and caught up.")
    ] = 4_000
    unacked_bytes_per_session: Annotated[
        int, bound("bytes", "As above, in memory rather than number.")
    ] = 8 << 20
    unacked_bytes_total: Annotated[
        int, bound("bytes", "What unacknowledged messages of all sessions hold together.")
    ] = 256 << 20
    unacked_keep_s: Annotated[
        int, bound("s", "A client that has not come back by then catches up by getDifference.")
    ] = 600
    repeated_bytes_per_session_per_minute: Annotated[
        int,
        bound("bytes/min", "Sent again because the client asked: twice all that is kept for it."),
    ] = 16 << 20
    pushes_queued_per_session: Annotated[
        int, bound("updates", "A full queue is dropped and replaced by updatesTooLong.")
    ] = 1_000
    session_forget_s: Annotated[
        int, bound("s", "How long a session without a connection keeps its state.")
    ] = 900
