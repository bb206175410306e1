"""Limits on messages, on notices of them, on end-to-end chats and on files."""

from typing import Annotated

from heliograph.config.account_limits import AccountLimits
from heliograph.config.bounds import FREE, bound


class ContentLimits(AccountLimits, frozen=True, kw_only=True):
    """Continues the limits on calls and signing in."""

    # --- messages ------------------------------------------------------------------------
    message_utf16_max: Annotated[
        int, bound("UTF-16 units", "What help.getConfig tells clients: message_length_max.")
    ] = 4_096
    entities_max: Annotated[
        int, bound("entities", "More than anyone formats in one message by hand.")
    ] = 100
    page_max: Annotated[
        int, bound("messages", "The most that one getHistory or getDialogs returns.")
    ] = 100
    history_offset_max: Annotated[
        int, bound("messages", "How far add_offset may skip; each skipped one is read past.")
    ] = 100_000
    search_messages_max: Annotated[
        int, bound("messages", "That one search reads of what is in no index.")
    ] = 20_000
    search_matches_max: Annotated[
        int, bound("messages", "Matches that one search counts; older ones are found by offset.")
    ] = 10_000
    search_filters_max: Annotated[
        int, bound("filters", "Counted at once; there are fewer kinds. Each is a search.")
    ] = 20
    search_query_utf16_max: Annotated[
        int, bound("UTF-16 units", "More words than anybody looks for at once.")
    ] = 256
    difference_page: Annotated[
        int, bound("events", "One slice of getDifference; the client asks for the next.")
    ] = 500
    ids_per_request: Annotated[
        int, bound("ids", "getMessages, deleteMessages, getUsers: what clients batch at most.")
    ] = 200
    pinned_dialogs_max: Annotated[
        int, bound("dialogs", "Telegram's bound: what fits above the list on a phone.")
    ] = 5
    pinned_archived_dialogs_max: Annotated[
        int, bound("dialogs", "Telegram's bound for the archive.")
    ] = 100
    dialog_filters_max: Annotated[
        int, bound("folders", "Telegram's bound: tabs above the list; views of it, not places.")
    ] = 10
    dialog_filter_peers_max: Annotated[
        int, bound("dialogs", "Telegram's bound for those that one folder names.")
    ] = 100
    random_id_keep_s: Annotated[
        int, bound("s", "A message repeated within it is stored once: 7 days.")
    ] = 7 * 86_400
    edit_window_s: Annotated[
        int, bound("s", "Own messages may be edited for two days, as help.getConfig says.")
    ] = 2 * 86_400

    # --- push notifications ---------------------------------------------------------------
    push_devices_per_account: Annotated[
        int, bound("devices", "More than a person has; each is a request for each message.")
    ] = 30
    push_dialogs_per_device: Annotated[
        int, bound("dialogs", "What a device has yet to be told; above it the stalest goes.")
    ] = 200
    push_tasks_max: Annotated[
        int, bound("notices", "Waiting and told, of all devices; above it no more are taken.")
    ] = 200_000
    push_lifetime_s: Annotated[
        int, bound("s", "A notice that reached nobody for a day is of no use any more.")
    ] = 86_400
    push_attempts: Annotated[
        int, bound("attempts", "Each twice as long after the last, an hour at most.")
    ] = 12
    push_muted_every_s: Annotated[
        int, bound("s", "A muted dialog is counted in silence so often at most, as Telegram does.")
    ] = 15
    push_timeout_s: Annotated[
        int, bound("s", "From the name's look-up to the answer's end; services take one second.")
    ] = 10
    push_devices_at_once: Annotated[
        int, bound("devices", "Being told: those that do not answer hold up few others.")
    ] = 32

    # --- end-to-end chats ----------------------------------------------------------------
    encrypted_keep_s: Annotated[
        int,
        bound(
            "s",
            "Encrypted messages wait so long for their device, requests for an answer: 90 days.",
        ),
    ] = 90 * 86_400
    encrypted_message_bytes_max: Annotated[
        int, bound("bytes", "The longest text with a preview's picture has about 40,000.")
    ] = 64 << 10
    encrypted_messages_waiting: Annotated[
        int, bound("messages", "What one device may leave unacknowledged; then senders wait.")
    ] = 10_000
    encrypted_bytes_waiting: Annotated[
        int, bound("bytes", "The same by length: 10,000 messages of a few kilobytes.")
    ] = 32 << 20
    encrypted_overdue_every: Annotated[
        int,
        bound("messages", "TDLib acknowledges only when asked: it is reminded each so many."),
    ] = 500
    encrypted_retry_s: Annotated[
        int, bound("s", "How long senders wait while a bound of the above is reached.")
    ] = 60
    encrypted_requests_waiting: Annotated[
        int, bound("requests", "Of one account unanswered at a time; more is no conversation.")
    ] = 100
    encrypted_requests_per_account_per_hour: Annotated[
        int, bound("requests", "Nobody begins more by hand; keeps spam from devices.", bench=FREE)
    ] = 60
    dh_random_bytes_max: Annotated[
        int, bound("bytes", "Clients ask for 256 to mix with their own; four times that.")
    ] = 1_024

    # --- files ---------------------------------------------------------------------------
    media_grace_s: Annotated[
        int,
        bound("s", "Files that no message shows go after it: time to send what was uploaded."),
    ] = 86_400

    photo_bytes_max: Annotated[
        int, bound("bytes", "What the apps send after their own shrinking is a tenth of it.")
    ] = 10 << 20
    media_processes: Annotated[
        int, bound("processes", "What looks at pictures and films leaves cores to messages.")
    ] = 2
    media_waiting: Annotated[
        int, bound("files", "Those behind them are told to come back, not held for minutes.")
    ] = 100
    media_process_bytes: Annotated[
        int, bound("bytes", "A picture of 50 megapixels decodes to 200 MB; twice that and more.")
    ] = 768 << 20
    media_process_s: Annotated[
        int, bound("s", "The largest photo takes one; what takes ten is meant to.")
    ] = 10
    media_pixels: Annotated[
        int, bound("pixels", "More than any camera in a pocket makes without being asked.")
    ] = 50_000_000
    likeness_jobs_keep_s: Annotated[
        int, bound("s", "Pictures wait so long for who tells what they look like; nobody does.")
    ] = 30 * 86_400
    files_per_account: Annotated[
        int, bound("files", "Uploaded and still there, each a row: ten a day for fifty years.")
    ] = 200_000
    upload_parts_max: Annotated[
        int, bound("parts", "Of 512 KiB at most each; follows the setting `file_size_mib`.")
    ] = 4_000
    uploads_waiting_per_account: Annotated[
        int, bound("files", "Sent up and not yet sent on; a client sends a few at a time.")
    ] = 200
    upload_bytes_waiting_per_account: Annotated[
        int,
        bound(
            "bytes",
            "Parts on the disk of which nothing was made yet: four files as large as may be.",
        ),
    ] = 8 << 30
    upload_lifetime_s: Annotated[
        int, bound("s", "After the last part; clients go on with an upload within hours.")
    ] = 86_400
    file_reference_lifetime_s: Annotated[
        int, bound("s", "Clients ask for the message again once theirs is refused.")
    ] = 3 * 86_400

    blobs_timeout_s: Annotated[
        int, bound("s", "For each step of a request to an S3 server; then the call has failed.")
    ] = 30
