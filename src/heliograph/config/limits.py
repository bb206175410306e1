"""The bounds that keep one client, address or mistake from hurting the others."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_type_hints

import msgspec

Profile = Literal["default", "bench"]


def _bound(unit: str, reason: str, *, bench: int | None = None) -> msgspec.Meta:
    extra: dict[str, Any] = {"unit": unit}
    if bench is not None:
        extra["bench"] = bench
    return msgspec.Meta(description=reason, extra=extra, ge=1)


_FREE = 1_000_000_000
"""A bound no load driver reaches: what `bench` puts where a limit is about rates, not safety."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers with their reasons; the `bench` profile lifts only those that hold back a load test.

    They are no settings: what may be lifted is lifted by `limits = "bench"`, on loopback alone.
    """

    profile: Profile = "default"

    # --- sockets -------------------------------------------------------------------------
    connections_max: Annotated[
        int,
        _bound(
            "connections", "One process holds about 15 KiB for each; above it new ones are closed."
        ),
    ] = 50_000
    connections_per_address: Annotated[
        int,
        _bound(
            "connections", "A household or office behind one address, not a botnet.", bench=_FREE
        ),
    ] = 1_000
    first_packet_timeout_s: Annotated[
        int,
        _bound("s", "Android keeps warm sockets silent for up to a minute; shorter makes storms."),
    ] = 75
    idle_timeout_s: Annotated[
        int, _bound("s", "TDLib pings every 137 s at most; five missed pings mean it is gone.")
    ] = 700
    frame_bytes_max: Annotated[
        int, _bound("bytes", "Telethon's fullest container has 1,044,448; twice that.")
    ] = 2 << 20
    inbound_bytes_total: Annotated[
        int, _bound("bytes", "What half-read frames of all connections may hold together.")
    ] = 256 << 20
    outbound_bytes_per_session: Annotated[
        int, _bound("bytes", "A slow reader loses pushes at a quarter of it, here its connection.")
    ] = 8 << 20
    outbound_bytes_total: Annotated[
        int, _bound("bytes", "What slow readers may make the process keep, together.")
    ] = 256 << 20

    write_stall_s: Annotated[
        int, _bound("s", "A peer that does not read at all for so long is gone.")
    ] = 60
    gzip_results_over_bytes: Annotated[
        int, _bound("bytes", "Shorter answers cost more to compress than to send.")
    ] = 1024

    # --- HTTP and WebSocket clients -------------------------------------------------------
    http_wait_max_s: Annotated[
        int, _bound("s", "TDLib and Web K ask for 25 s; proxies cut silence off at 60.")
    ] = 30
    http_request_timeout_s: Annotated[
        int, _bound("s", "From a request's first byte to its last; 512 KiB from a slow phone.")
    ] = 60
    http_head_bytes_max: Annotated[
        int, _bound("bytes", "A request's first line and headers; browsers send under 2 KiB.")
    ] = 16 << 10

    # --- public pages ----------------------------------------------------------------------
    page_posts_max: Annotated[
        int, _bound("posts", "In one page or feed: a few screens of a phone.")
    ] = 20
    page_search_matches_max: Annotated[
        int, _bound("posts", "That one search counts for a page; older ones are found from there.")
    ] = 200
    pages_per_address_per_minute: Annotated[
        int, _bound("pages/min", "Two a second is more than anybody reads.", bench=_FREE)
    ] = 120
    page_searches_per_address_per_minute: Annotated[
        int, _bound("searches/min", "Each looks through an index; nobody types faster.")
    ] = 20
    page_files_per_address_per_minute: Annotated[
        int, _bound("files/min", "A page shows up to 30; each MiB sent counts as one more.")
    ] = 1_200

    # --- the public log ------------------------------------------------------------------
    log_reads_per_address_per_minute: Annotated[
        int,
        _bound("reads/min", "A log of a million entries is read within a minute.", bench=_FREE),
    ] = 6_000
    log_heads_per_address_per_minute: Annotated[
        int, _bound("heads/min", "A witness sends one a minute at most; each costs two signatures.")
    ] = 10

    # --- key exchange --------------------------------------------------------------------
    handshakes_per_address_per_minute: Annotated[
        int,
        _bound("handshakes/min", "Each costs up to 5 ms of CPU; a client needs one.", bench=_FREE),
    ] = 120
    handshakes_pending_max: Annotated[
        int,
        _bound("handshakes", "Unfinished exchanges kept in memory, oldest dropped first."),
    ] = 10_000
    handshake_timeout_s: Annotated[
        int, _bound("s", "From req_pq to the last step; phones on bad networks need seconds.")
    ] = 60

    temporary_key_lifetime_s: Annotated[
        int, _bound("s", "Clients ask for 23 to 24 hours; asking for more does not help.")
    ] = 2 * 86_400
    temporary_keys_per_key: Annotated[
        int, _bound("keys", "TDLib binds one per session, about 25; then the earliest goes.")
    ] = 64

    # --- sessions ------------------------------------------------------------------------
    keys_in_memory: Annotated[
        int, _bound("keys", "About 2 KiB each; those in use stay anyway, others are read again.")
    ] = 50_000
    sessions_per_key: Annotated[
        int, _bound("sessions", "Desktop holds about 70 per key (main, 16 download, 16 upload).")
    ] = 256
    sessions_max: Annotated[
        int, _bound("sessions", "Two for each connection; then those longest without one end.")
    ] = 100_000
    seen_ids_bytes_total: Annotated[
        int,
        _bound("bytes", "Remembered msg_ids of all sessions; above it each keeps 256."),
    ] = 256 << 20
    queries_pending_per_key: Annotated[
        int,
        _bound("queries", "TDLib packs 1,000 in a container; above it WORKER_BUSY.", bench=_FREE),
    ] = 2_048
    unacked_messages_per_session: Annotated[
        int, _bound("messages", "Kept to be sent again; older ones are forgotten and caught up.")
    ] = 4_000
    unacked_bytes_per_session: Annotated[
        int, _bound("bytes", "As above, in memory rather than number.")
    ] = 8 << 20
    unacked_bytes_total: Annotated[
        int, _bound("bytes", "What unacknowledged messages of all sessions hold together.")
    ] = 256 << 20
    unacked_keep_s: Annotated[
        int, _bound("s", "A client that has not come back by then catches up by getDifference.")
    ] = 600
    repeated_bytes_per_session_per_minute: Annotated[
        int,
        _bound("bytes/min", "Sent again because the client asked: twice all that is kept for it."),
    ] = 16 << 20
    pushes_queued_per_session: Annotated[
        int, _bound("updates", "A full queue is dropped and replaced by updatesTooLong.")
    ] = 1_000
    session_forget_s: Annotated[
        int, _bound("s", "How long a session without a connection keeps its state.")
    ] = 900

    # --- queries -------------------------------------------------------------------------
    inflated_bytes_max: Annotated[
        int, _bound("bytes", "What packed queries of one packet become: eight parts of a file.")
    ] = (4 << 20) + (64 << 10)
    objects_per_query: Annotated[
        int,
        _bound("objects", "A phone book of 5,000; each takes a microsecond and some 100 bytes."),
    ] = 10_000
    query_timeout_s: Annotated[
        int, _bound("s", "A query that takes longer is answered 500; clients repeat it.")
    ] = 60
    invoke_after_wait_s: Annotated[
        int, _bound("s", "How long invokeAfterMsg waits for the earlier query: half its time.")
    ] = 30
    takeout_delay_s: Annotated[
        int,
        _bound(
            "s",
            "An export of all one's data begins a day after it was asked for, or once another "
            "device confirmed it, both signed in for settled_session_s: whoever steals one for an "
            "hour leaves without; 0 for none.",
        ),
    ] = 86_400
    takeout_lifetime_s: Annotated[
        int, _bound("s", "An export of all one's data ends by itself after a week.")
    ] = 7 * 86_400
    calls_per_key_per_minute: Annotated[
        int, _bound("queries/min", "Ten a second for long, a client's burst at start.", bench=_FREE)
    ] = 3_000
    file_parts_per_key_per_minute: Annotated[
        int,
        _bound(
            "queries/min", "Sent up or fetched: 250 MB/s of 512 KiB each, 60 of 128.", bench=_FREE
        ),
    ] = 30_000
    answer_bytes_per_call: Annotated[
        int,
        _bound("bytes", "As much of an answer, files apart, counts as a call more."),
    ] = 32 << 10
    messages_per_account_per_minute: Annotated[
        int, _bound("messages/min", "A person cannot type this; a script must not.", bench=_FREE)
    ] = 600
    resolves_per_account_per_hour: Annotated[
        int,
        _bound("lookups/h", "Usernames and phones are not to be enumerated.", bench=_FREE),
    ] = 500
    searches_per_account_per_minute: Annotated[
        int,
        _bound("searches/min", "Two a second for long: one per key pressed.", bench=_FREE),
    ] = 120
    contacts_imported_per_day: Annotated[
        int,
        _bound(
            "phones/day", "A phone book, not a census: each answer tells who is here.", bench=_FREE
        ),
    ] = 5_000
    profile_changes_per_account_per_hour: Annotated[
        int,
        _bound("changes/h", "Each is told to everybody who shares a dialog.", bench=_FREE),
    ] = 60

    status_changes_per_account_per_minute: Annotated[
        int,
        _bound("changes/min", "Online and off, told as above: by several devices.", bench=_FREE),
    ] = 30
    privacy_changes_per_account_per_hour: Annotated[
        int,
        _bound("changes/h", "Going through all settings several times.", bench=_FREE),
    ] = 120
    activities_per_account_per_minute: Annotated[
        int,
        _bound("notices/min", "Typing, said every 5 s in ten dialogs.", bench=_FREE),
    ] = 120
    lists_per_account_per_minute: Annotated[
        int,
        _bound("lists/min", "Whole address books: 5,000 people cost 50 ms each time.", bench=_FREE),
    ] = 60

    contacts_per_import: Annotated[
        int, _bound("phones", "Clients send 100 to 500; the rest is named to be sent again.")
    ] = 1_000
    awaited_phones_per_account: Annotated[
        int, _bound("phones", "A phone book; numbers without an account are kept no further.")
    ] = 5_000
    privacy_exceptions_max: Annotated[
        int, _bound("users", "Named in the rules of one key; each is looked at for each viewer.")
    ] = 1_000

    # --- sign-in -------------------------------------------------------------------------
    code_digits: Annotated[
        int, _bound("digits", "With the attempts below a guess succeeds once in 50,000 days.")
    ] = 6
    code_lifetime_s: Annotated[
        int, _bound("s", "Long enough to fetch a phone from another room.")
    ] = 300
    code_attempts: Annotated[
        int, _bound("attempts", "Typing errors; the next wrong one ends the code.")
    ] = 5
    wrong_codes_per_phone_per_day: Annotated[
        int, _bound("attempts/day", "Bounds guessing across many codes.", bench=_FREE)
    ] = 20
    codes_per_phone_per_hour: Annotated[
        int, _bound("codes/h", "Nobody is to be flooded with codes.", bench=_FREE)
    ] = 10
    codes_per_address_per_hour: Annotated[
        int, _bound("codes/h", "An office signs in on one morning; a scan does not.", bench=_FREE)
    ] = 300
    password_challenge_lifetime_s: Annotated[
        int, _bound("s", "From account.getPassword to its answer: time to type; twice at most.")
    ] = 300
    password_wait_s: Annotated[
        int, _bound("s", "From code to password: time to fetch a recovery mail as well.")
    ] = 3_600
    password_attempts_per_account_per_day: Annotated[
        int, _bound("attempts/day", "Wrong passwords; who guesses has the login code already.")
    ] = 20
    password_attempts_per_address_per_day: Annotated[
        int, _bound("attempts/day", "Wrong passwords for all accounts: an office behind one.")
    ] = 100
    mail_code_digits: Annotated[
        int, _bound("digits", "With the attempts and mails below, one guess in 20,000 days hits.")
    ] = 6
    mail_code_lifetime_s: Annotated[
        int, _bound("s", "Mail may take its time, greylisting half an hour.")
    ] = 3_600
    mail_code_attempts: Annotated[int, _bound("attempts", "Typing errors; then a new code.")] = 5
    mails_per_account_per_day: Annotated[
        int, _bound("mails/day", "Bounds guessing across codes, and what one account sends.")
    ] = 10
    mails_per_recipient_per_day: Annotated[
        int, _bound("mails/day", "No stranger's mailbox is to be flooded by many accounts.")
    ] = 10
    password_reset_delay_s: Annotated[
        int, _bound("s", "A week for the owner to see and stop a reset that is not theirs.")
    ] = 7 * 86_400
    password_reset_retry_s: Annotated[
        int, _bound("s", "After a reset was declined, another may be asked for in a week.")
    ] = 7 * 86_400
    settled_session_s: Annotated[
        int, _bound("s", "Whoever came in less than a day ago must not throw the others out.")
    ] = 86_400
    settled_password_s: Annotated[
        int, _bound("s", "Who gives a group away has had the password for a week to be stopped in.")
    ] = 7 * 86_400
    login_token_lifetime_s: Annotated[
        int, _bound("s", "A QR code: clients show the next one when it ends.")
    ] = 30
    login_tokens_per_network: Annotated[
        int,
        _bound("tokens", "QR codes shown at once behind one address: an office.", bench=_FREE),
    ] = 100
    delivery_timeout_s: Annotated[
        int, _bound("s", "A code that comes later finds nobody waiting for it.")
    ] = 10
    deliveries_waiting_max: Annotated[
        int, _bound("codes", "Behind one that is stuck; more are dropped, and asked for again.")
    ] = 100
    invite_lifetime_s: Annotated[
        int, _bound("s", "A week to hand over the number and its one-time code.")
    ] = 7 * 86_400
    terms_bytes_max: Annotated[
        int, _bound("bytes", "Terms of service go out in one answer, to be read in one window.")
    ] = 32 << 10
    unused_key_lifetime_s: Annotated[
        int, _bound("s", "Keys that nobody signed in with are forgotten.")
    ] = 30 * 86_400

    # --- messages ------------------------------------------------------------------------
    message_utf16_max: Annotated[
        int, _bound("UTF-16 units", "What help.getConfig tells clients: message_length_max.")
    ] = 4_096
    entities_max: Annotated[
        int, _bound("entities", "More than anyone formats in one message by hand.")
    ] = 100
    page_max: Annotated[
        int, _bound("messages", "The most that one getHistory or getDialogs returns.")
    ] = 100
    history_offset_max: Annotated[
        int, _bound("messages", "How far add_offset may skip; each skipped one is read past.")
    ] = 100_000
    search_messages_max: Annotated[
        int, _bound("messages", "That one search reads of what is in no index.")
    ] = 20_000
    search_matches_max: Annotated[
        int, _bound("messages", "Matches that one search counts; older ones are found by offset.")
    ] = 10_000
    search_filters_max: Annotated[
        int, _bound("filters", "Counted at once; there are fewer kinds. Each is a search.")
    ] = 20
    search_query_utf16_max: Annotated[
        int, _bound("UTF-16 units", "More words than anybody looks for at once.")
    ] = 256
    difference_page: Annotated[
        int, _bound("events", "One slice of getDifference; the client asks for the next.")
    ] = 500
    ids_per_request: Annotated[
        int, _bound("ids", "getMessages, deleteMessages, getUsers: what clients batch at most.")
    ] = 200
    pinned_dialogs_max: Annotated[
        int, _bound("dialogs", "Telegram's bound: what fits above the list on a phone.")
    ] = 5
    pinned_archived_dialogs_max: Annotated[
        int, _bound("dialogs", "Telegram's bound for the archive.")
    ] = 100
    dialog_filters_max: Annotated[
        int, _bound("folders", "Telegram's bound: tabs above the list; views of it, not places.")
    ] = 10
    dialog_filter_peers_max: Annotated[
        int, _bound("dialogs", "Telegram's bound for those that one folder names.")
    ] = 100
    random_id_keep_s: Annotated[
        int, _bound("s", "A message repeated within it is stored once: 7 days.")
    ] = 7 * 86_400
    edit_window_s: Annotated[
        int, _bound("s", "Own messages may be edited for two days, as help.getConfig says.")
    ] = 2 * 86_400

    # --- push notifications ---------------------------------------------------------------
    push_devices_per_account: Annotated[
        int, _bound("devices", "More than a person has; each is a request for each message.")
    ] = 30
    push_dialogs_per_device: Annotated[
        int, _bound("dialogs", "What a device has yet to be told; above it the stalest goes.")
    ] = 200
    push_tasks_max: Annotated[
        int, _bound("notices", "Waiting and told, of all devices; above it no more are taken.")
    ] = 200_000
    push_lifetime_s: Annotated[
        int, _bound("s", "A notice that reached nobody for a day is of no use any more.")
    ] = 86_400
    push_attempts: Annotated[
        int, _bound("attempts", "Each twice as long after the last, an hour at most.")
    ] = 12
    push_muted_every_s: Annotated[
        int, _bound("s", "A muted dialog is counted in silence so often at most, as Telegram does.")
    ] = 15
    push_timeout_s: Annotated[
        int, _bound("s", "From the name's look-up to the answer's end; services take one second.")
    ] = 10
    push_devices_at_once: Annotated[
        int, _bound("devices", "Being told: those that do not answer hold up few others.")
    ] = 32
    # --- end-to-end chats ----------------------------------------------------------------
    encrypted_keep_s: Annotated[
        int,
        _bound(
            "s",
            "Encrypted messages wait so long for their device, requests for an answer: 90 days.",
        ),
    ] = 90 * 86_400
    encrypted_message_bytes_max: Annotated[
        int, _bound("bytes", "The longest text with a preview's picture has about 40,000.")
    ] = 64 << 10
    encrypted_messages_waiting: Annotated[
        int, _bound("messages", "What one device may leave unacknowledged; then senders wait.")
    ] = 10_000
    encrypted_bytes_waiting: Annotated[
        int, _bound("bytes", "The same by length: 10,000 messages of a few kilobytes.")
    ] = 32 << 20
    encrypted_overdue_every: Annotated[
        int,
        _bound("messages", "TDLib acknowledges only when asked: it is reminded each so many."),
    ] = 500
    encrypted_retry_s: Annotated[
        int, _bound("s", "How long senders wait while a bound of the above is reached.")
    ] = 60
    encrypted_requests_waiting: Annotated[
        int, _bound("requests", "Of one account unanswered at a time; more is no conversation.")
    ] = 100
    encrypted_requests_per_account_per_hour: Annotated[
        int, _bound("requests", "Nobody begins more by hand; keeps spam from devices.", bench=_FREE)
    ] = 60
    dh_random_bytes_max: Annotated[
        int, _bound("bytes", "Clients ask for 256 to mix with their own; four times that.")
    ] = 1_024

    # --- files ---------------------------------------------------------------------------
    media_grace_s: Annotated[
        int,
        _bound("s", "Files that no message shows go after it: time to send what was uploaded."),
    ] = 86_400

    photo_bytes_max: Annotated[
        int, _bound("bytes", "What the apps send after their own shrinking is a tenth of it.")
    ] = 10 << 20
    media_processes: Annotated[
        int, _bound("processes", "What looks at pictures and films leaves cores to messages.")
    ] = 2
    media_waiting: Annotated[
        int, _bound("files", "Those behind them are told to come back, not held for minutes.")
    ] = 100
    media_process_bytes: Annotated[
        int, _bound("bytes", "A picture of 50 megapixels decodes to 200 MB; twice that and more.")
    ] = 768 << 20
    media_process_s: Annotated[
        int, _bound("s", "The largest photo takes one; what takes ten is meant to.")
    ] = 10
    media_pixels: Annotated[
        int, _bound("pixels", "More than any camera in a pocket makes without being asked.")
    ] = 50_000_000
    likeness_jobs_keep_s: Annotated[
        int, _bound("s", "Pictures wait so long for who tells what they look like; nobody does.")
    ] = 30 * 86_400
    files_per_account: Annotated[
        int, _bound("files", "Uploaded and still there, each a row: ten a day for fifty years.")
    ] = 200_000
    upload_parts_max: Annotated[
        int, _bound("parts", "Of 512 KiB at most each; follows the setting `file_size_mib`.")
    ] = 4_000
    uploads_waiting_per_account: Annotated[
        int, _bound("files", "Sent up and not yet sent on; a client sends a few at a time.")
    ] = 200
    upload_bytes_waiting_per_account: Annotated[
        int,
        _bound(
            "bytes",
            "Parts on the disk of which nothing was made yet: four files as large as may be.",
        ),
    ] = 8 << 30
    upload_lifetime_s: Annotated[
        int, _bound("s", "After the last part; clients go on with an upload within hours.")
    ] = 86_400
    file_reference_lifetime_s: Annotated[
        int, _bound("s", "Clients ask for the message again once theirs is refused.")
    ] = 3 * 86_400

    blobs_timeout_s: Annotated[
        int, _bound("s", "For each step of a request to an S3 server; then the call has failed.")
    ] = 30

    # --- groups --------------------------------------------------------------------------
    supergroup_members_max: Annotated[
        int, _bound("accounts", "As Telegram has it; a channel may have any number.")
    ] = 200_000
    channel_admins_max: Annotated[
        int, _bound("accounts", "Of a supergroup or channel, its creator among them.")
    ] = 50
    channel_bots_max: Annotated[
        int, _bound("programs", "Of a supergroup or channel: each is told what is said there.")
    ] = 20
    participants_max: Annotated[
        int, _bound("people", "One page of who is in a channel, as clients ask for it.")
    ] = 200
    chat_members_max: Annotated[
        int, _bound("accounts", "Of a basic group: each message is written once for each of them.")
    ] = 200
    chat_changes_per_account_per_hour: Annotated[
        int, _bound("calls", "All members are told of each; an evening of moderating.", bench=_FREE)
    ] = 500

    # --- trust and safety ----------------------------------------------------------------
    reports_per_account_per_hour: Annotated[
        int,
        _bound(
            "reports/h",
            "Nobody reads more than one a minute that is bad; a crowd has many.",
            bench=_FREE,
        ),
    ] = 60
    notices_per_address_per_hour: Annotated[
        int,
        _bound("notices/h", "A person or an office; who watches for others has an account."),
    ] = 20
    form_attempts_per_address_per_hour: Annotated[
        int, _bound("forms/h", "Counted before a form is read, also of those that are mended.")
    ] = 120
    evidence_file_bytes_max: Annotated[
        int, _bound("bytes", "Of what was reported; of longer files the hash alone is kept.")
    ] = 32 << 20
    victim_hides_per_address_per_day: Annotated[
        int, _bound("hides/day", "Somebody finds their picture at a few places; then people look.")
    ] = 5
    victim_hides_per_target_per_day: Annotated[
        int, _bound("hides/day", "Of one channel or group: enough for a series, not to silence it.")
    ] = 3
    victim_hide_reach_max: Annotated[
        int, _bound("people", "Where more read or have seen a post, a person looks before.")
    ] = 10_000
    form_bytes_max: Annotated[
        int, _bound("bytes", "5,000 characters of three bytes, each written as three in a form.")
    ] = 96 << 10
    form_lifetime_s: Annotated[
        int, _bound("s", "From opening a form to sending it; afterwards it is shown anew.")
    ] = 86_400
    text_rules_bytes_max: Annotated[
        int, _bound("bytes", "Ten thousand rules of the longest kind that people write.")
    ] = 4 << 20
    reported_messages_max: Annotated[
        int, _bound("messages", "In one report; each has a case of its own for somebody to read.")
    ] = 100
    evidence_keep_s: Annotated[
        int,
        _bound("s", "What was reported is kept sealed for an appeal's six months (DSA Art. 20)."),
    ] = 183 * 86_400

    log_private_keep_s: Annotated[
        int,
        _bound("s", "What entries of the public log are about, for who has to show it."),
    ] = 3 * 365 * 86_400

    two_people_members: Annotated[
        int, _bound("members", "A channel with more of them is not ended by one person.")
    ] = 200
    staff_idle_s: Annotated[
        int, _bound("s", "Without a request; who reads a long case is at it for minutes.")
    ] = 3_600
    staff_session_s: Annotated[
        int, _bound("s", "From signing in: a working day, then a code is asked for again.")
    ] = 12 * 3_600
    staff_tries_per_name_per_hour: Annotated[
        int,
        _bound("tries/h", "Who knows the passphrase meets one code in 1,400 a day."),
    ] = 10
    staff_tries_per_address_per_hour: Annotated[
        int, _bound("tries/h", "An office whose staff all begin at nine, mistyping.")
    ] = 40
    staff_enrolment_s: Annotated[
        int, _bound("s", "From `heliograph staff add` until its link is opened: until tomorrow.")
    ] = 86_400

    # --- store ---------------------------------------------------------------------------
    store_queue_max: Annotated[
        int, _bound("operations", "Waiting for the writer; above it queries are refused at once.")
    ] = 20_000
    wal_checkpoint_bytes: Annotated[
        int, _bound("bytes", "The writer checkpoints between batches once the log is this long.")
    ] = 16 << 20

    migration_backup_keep_s: Annotated[
        int, _bound("s", "Text deleted since then is in it: 14 days to notice a bad upgrade.")
    ] = 14 * 86_400

    # --- operation -----------------------------------------------------------------------
    http_connections_max: Annotated[
        int,
        _bound("connections", "Probes and requests that begin; above it the stalest is closed."),
    ] = 256
    http_exchange_timeout_s: Annotated[
        int, _bound("s", "For a whole request and its answer; a scrape takes milliseconds.")
    ] = 10
    control_request_bytes: Annotated[
        int, _bound("bytes", "Commands are short; the socket is no upload.")
    ] = 64 << 10
    control_timeout_s: Annotated[
        int, _bound("s", "A command that hangs must not hang its terminal.")
    ] = 30
    stop_timeout_s: Annotated[
        int, _bound("s", "SIGTERM to exit within 5 s, whatever clients do meanwhile.")
    ] = 4
    control_connections_max: Annotated[
        int, _bound("connections", "One operator at a few terminals; above it new ones are closed.")
    ] = 32
    log_lines_waiting_max: Annotated[
        int, _bound("lines", "While nobody reads the log; more are dropped and counted.")
    ] = 2_000


def bounds() -> Mapping[str, msgspec.Meta]:
    """Unit, reason and bench value of each limit, in the order they are written above."""
    found: dict[str, msgspec.Meta] = {}
    for name, hint in get_type_hints(Limits, include_extras=True).items():
        for note in getattr(hint, "__metadata__", ()):
            if isinstance(note, msgspec.Meta):
                found[name] = note
    return found


def limits_for(profile: Profile) -> Limits:
    """The limits of a profile; `bench` differs only where `heliograph config` shows two values."""
    if profile == "default":
        return Limits()
    lifted = {
        name: note.extra["bench"]
        for name, note in bounds().items()
        if note.extra and "bench" in note.extra
    }
    return Limits(profile="bench", **lifted)
