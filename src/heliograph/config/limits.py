"""The bounds that keep one client, address or mistake from hurting the others."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_type_hints

import msgspec

from heliograph.config.bounds import FREE, bound
from heliograph.config.content_limits import ContentLimits

Profile = Literal["default", "bench"]


class Limits(ContentLimits, frozen=True, kw_only=True):
    """Numbers with their reasons; the `bench` profile lifts only those that hold back a load test.

    They are no settings: what may be lifted is lifted by `limits = "bench"`, on loopback alone.
    """

    profile: Profile = "default"

    # --- groups --------------------------------------------------------------------------
    supergroup_members_max: Annotated[
        int, bound("accounts", "As Telegram has it; a channel may have any number.")
    ] = 200_000
    channel_admins_max: Annotated[
        int, bound("accounts", "Of a supergroup or channel, its creator among them.")
    ] = 50
    channel_bots_max: Annotated[
        int, bound("programs", "Of a supergroup or channel: each is told what is said there.")
    ] = 20
    participants_max: Annotated[
        int, bound("people", "One page of who is in a channel, as clients ask for it.")
    ] = 200
    chat_members_max: Annotated[
        int, bound("accounts", "Of a basic group: each message is written once for each of them.")
    ] = 200
    chat_changes_per_account_per_hour: Annotated[
        int, bound("calls", "All members are told of each; an evening of moderating.", bench=FREE)
    ] = 500

    # --- public pages ----------------------------------------------------------------------
    page_posts_max: Annotated[
        int, bound("posts", "In one page or feed: a few screens of a phone.")
    ] = 20
    page_search_matches_max: Annotated[
        int, bound("posts", "That one search counts for a page; older ones are found from there.")
    ] = 200
    pages_per_address_per_minute: Annotated[
        int, bound("pages/min", "Two a second is more than anybody reads.", bench=FREE)
    ] = 120
    page_searches_per_address_per_minute: Annotated[
        int, bound("searches/min", "Each looks through an index; nobody types faster.")
    ] = 20
    page_files_per_address_per_minute: Annotated[
        int, bound("files/min", "A page shows up to 30; each MiB sent counts as one more.")
    ] = 1_200

    # --- the public log ------------------------------------------------------------------
    log_reads_per_address_per_minute: Annotated[
        int,
        bound("reads/min", "A log of a million entries is read within a minute.", bench=FREE),
    ] = 6_000
    log_heads_per_address_per_minute: Annotated[
        int, bound("heads/min", "A witness sends one a minute at most; each costs two signatures.")
    ] = 10

    # --- trust and safety ----------------------------------------------------------------
    reports_per_account_per_hour: Annotated[
        int,
        bound(
            "reports/h",
            "Nobody reads more than one a minute that is bad; a crowd has many.",
            bench=FREE,
        ),
    ] = 60
    notices_per_address_per_hour: Annotated[
        int,
        bound("notices/h", "A person or an office; who watches for others has an account."),
    ] = 20
    form_attempts_per_address_per_hour: Annotated[
        int, bound("forms/h", "Counted before a form is read, also of those that are mended.")
    ] = 120
    evidence_file_bytes_max: Annotated[
        int, bound("bytes", "Of what was reported; of longer files the hash alone is kept.")
    ] = 32 << 20
    victim_hides_per_address_per_day: Annotated[
        int, bound("hides/day", "Somebody finds their picture at a few places; then people look.")
    ] = 5
    victim_hides_per_target_per_day: Annotated[
        int, bound("hides/day", "Of one channel or group: enough for a series, not to silence it.")
    ] = 3
    victim_hide_reach_max: Annotated[
        int, bound("people", "Where more read or have seen a post, a person looks before.")
    ] = 10_000
    form_bytes_max: Annotated[
        int, bound("bytes", "5,000 characters of three bytes, each written as three in a form.")
    ] = 96 << 10
    form_lifetime_s: Annotated[
        int, bound("s", "From opening a form to sending it; afterwards it is shown anew.")
    ] = 86_400
    text_rules_bytes_max: Annotated[
        int, bound("bytes", "Ten thousand rules of the longest kind that people write.")
    ] = 4 << 20
    reported_messages_max: Annotated[
        int, bound("messages", "In one report; each has a case of its own for somebody to read.")
    ] = 100
    evidence_keep_s: Annotated[
        int,
        bound("s", "What was reported is kept sealed for an appeal's six months (DSA Art. 20)."),
    ] = 183 * 86_400

    warning_read_within_s: Annotated[
        int,
        bound("s", "From a warning's delivery on, before it counts: people look once a day."),
    ] = 86_400
    log_private_keep_s: Annotated[
        int,
        bound("s", "What entries of the public log are about, for who has to show it."),
    ] = 3 * 365 * 86_400

    staff_idle_s: Annotated[
        int, bound("s", "Without a request; who reads a long case is at it for minutes.")
    ] = 3_600
    staff_session_s: Annotated[
        int, bound("s", "From signing in: a working day, then a code is asked for again.")
    ] = 12 * 3_600
    staff_tries_per_name_per_hour: Annotated[
        int,
        bound(
            "tries/h",
            "From one network, or a browser the name signed in with before: who knows the "
            "passphrase meets one code in 1,400 a day.",
        ),
    ] = 10
    staff_tries_per_name_everywhere_per_hour: Annotated[
        int,
        bound(
            "tries/h",
            "From all networks together, without the browsers that are known: above it strangers "
            "guess, and only those browsers and passkeys go on.",
        ),
    ] = 30
    staff_tries_per_address_per_hour: Annotated[
        int, bound("tries/h", "An office whose staff all begin at nine, mistyping.")
    ] = 40
    staff_enrolment_s: Annotated[
        int, bound("s", "From `heliograph staff add` until its link is opened: until tomorrow.")
    ] = 86_400

    # --- store ---------------------------------------------------------------------------
    store_queue_max: Annotated[
        int, bound("operations", "Waiting for the writer; above it queries are refused at once.")
    ] = 20_000
    wal_checkpoint_bytes: Annotated[
        int, bound("bytes", "The writer checkpoints between batches once the log is this long.")
    ] = 16 << 20

    migration_backup_keep_s: Annotated[
        int, bound("s", "Text deleted since then is in it: 14 days to notice a bad upgrade.")
    ] = 14 * 86_400

    # --- operation -----------------------------------------------------------------------
    http_connections_max: Annotated[
        int,
        bound("connections", "Probes and requests that begin; above it the stalest is closed."),
    ] = 256
    http_exchange_timeout_s: Annotated[
        int, bound("s", "For a whole request and its answer; a scrape takes milliseconds.")
    ] = 10
    control_request_bytes: Annotated[
        int, bound("bytes", "Commands are short; the socket is no upload.")
    ] = 64 << 10
    control_timeout_s: Annotated[
        int, bound("s", "A command that hangs must not hang its terminal.")
    ] = 30
    stop_timeout_s: Annotated[
        int, bound("s", "SIGTERM to exit within 5 s, whatever clients do meanwhile.")
    ] = 4
    control_connections_max: Annotated[
        int, bound("connections", "One operator at a few terminals; above it new ones are closed.")
    ] = 32
    log_lines_waiting_max: Annotated[
        int, bound("lines", "While nobody reads the log; more are dropped and counted.")
    ] = 2_000


def bounds() -> Mapping[str, msgspec.Meta]:
    """Unit, reason and bench value of each limit, in the order they are written in."""
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
