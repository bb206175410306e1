"""Limits on what a key or an account asks for, and on signing in."""

from typing import Annotated

from heliograph.config.bounds import FREE, bound
from heliograph.config.wire_limits import WireLimits


class AccountLimits(WireLimits, frozen=True, kw_only=True):
    """Continues the limits on connections."""

    # --- queries -------------------------------------------------------------------------
    inflated_bytes_max: Annotated[
        int, bound("bytes", "What packed queries of one packet become: eight parts of a file.")
    ] = (4 << 20) + (64 << 10)
    objects_per_query: Annotated[
        int,
        bound("objects", "A phone book of 5,000; each takes a microsecond and some 100 bytes."),
    ] = 10_000
    query_timeout_s: Annotated[
        int, bound("s", "A query that takes longer is answered 500; clients repeat it.")
    ] = 60
    invoke_after_wait_s: Annotated[
        int, bound("s", "How long invokeAfterMsg waits for the earlier query: half its time.")
    ] = 30
    takeout_delay_s: Annotated[
        int,
        bound(
            "s",
            "An export of all one's data begins a day after it was asked for, or once another "
            "device confirmed it, both signed in for settled_session_s: whoever steals one for an "
            "hour leaves without; 0 for none.",
        ),
    ] = 86_400
    takeout_lifetime_s: Annotated[
        int, bound("s", "An export of all one's data ends by itself after a week.")
    ] = 7 * 86_400
    calls_per_key_per_minute: Annotated[
        int, bound("queries/min", "Ten a second for long, a client's burst at start.", bench=FREE)
    ] = 3_000
    file_parts_per_key_per_minute: Annotated[
        int,
        bound(
            "queries/min", "Sent up or fetched: 250 MB/s of 512 KiB each, 60 of 128.", bench=FREE
        ),
    ] = 30_000
    answer_bytes_per_call: Annotated[
        int,
        bound("bytes", "As much of an answer, files apart, counts as a call more."),
    ] = 32 << 10
    messages_per_account_per_minute: Annotated[
        int, bound("messages/min", "A person cannot type this; a script must not.", bench=FREE)
    ] = 600
    resolves_per_account_per_hour: Annotated[
        int,
        bound("lookups/h", "Usernames and phones are not to be enumerated.", bench=FREE),
    ] = 500
    searches_per_account_per_minute: Annotated[
        int,
        bound("searches/min", "Two a second for long: one per key pressed.", bench=FREE),
    ] = 120
    public_searches_per_account_per_day: Annotated[
        int,
        bound(
            "searches/day",
            "By words, in all public channels at once: each looks into a hundred.",
            bench=FREE,
        ),
    ] = 200
    contacts_imported_per_day: Annotated[
        int,
        bound(
            "phones/day", "A phone book, not a census: each answer tells who is here.", bench=FREE
        ),
    ] = 5_000
    profile_changes_per_account_per_hour: Annotated[
        int,
        bound("changes/h", "Each is told to everybody who shares a dialog.", bench=FREE),
    ] = 60

    status_changes_per_account_per_minute: Annotated[
        int,
        bound("changes/min", "Online and off, told as above: by several devices.", bench=FREE),
    ] = 30
    privacy_changes_per_account_per_hour: Annotated[
        int,
        bound("changes/h", "Going through all settings several times.", bench=FREE),
    ] = 120
    activities_per_account_per_minute: Annotated[
        int,
        bound("notices/min", "Typing, said every 5 s in ten dialogs.", bench=FREE),
    ] = 120
    lists_per_account_per_minute: Annotated[
        int,
        bound("lists/min", "Whole address books: 5,000 people cost 50 ms each time.", bench=FREE),
    ] = 60

    contacts_per_import: Annotated[
        int, bound("phones", "Clients send 100 to 500; the rest is named to be sent again.")
    ] = 1_000
    awaited_phones_per_account: Annotated[
        int, bound("phones", "A phone book; numbers without an account are kept no further.")
    ] = 5_000
    privacy_exceptions_max: Annotated[
        int, bound("users", "Named in the rules of one key; each is looked at for each viewer.")
    ] = 1_000

    # --- sign-in -------------------------------------------------------------------------
    code_digits: Annotated[
        int, bound("digits", "With the attempts below a guess succeeds once in 50,000 days.")
    ] = 6
    code_lifetime_s: Annotated[
        int, bound("s", "Long enough to fetch a phone from another room.")
    ] = 300
    code_attempts: Annotated[
        int, bound("attempts", "Typing errors; the next wrong one ends the code.")
    ] = 5
    wrong_codes_per_phone_per_day: Annotated[
        int, bound("attempts/day", "Bounds guessing across many codes.", bench=FREE)
    ] = 20
    codes_per_phone_per_hour: Annotated[
        int, bound("codes/h", "Nobody is to be flooded with codes.", bench=FREE)
    ] = 10
    codes_per_address_per_hour: Annotated[
        int, bound("codes/h", "An office signs in on one morning; a scan does not.", bench=FREE)
    ] = 300
    password_challenge_lifetime_s: Annotated[
        int, bound("s", "From account.getPassword to its answer: time to type; twice at most.")
    ] = 300
    password_wait_s: Annotated[
        int, bound("s", "From code to password: time to fetch a recovery mail as well.")
    ] = 3_600
    password_attempts_per_account_per_day: Annotated[
        int, bound("attempts/day", "Wrong passwords; who guesses has the login code already.")
    ] = 20
    password_attempts_per_address_per_day: Annotated[
        int, bound("attempts/day", "Wrong passwords for all accounts: an office behind one.")
    ] = 100
    mail_code_digits: Annotated[
        int, bound("digits", "With the attempts and mails below, one guess in 20,000 days hits.")
    ] = 6
    mail_code_lifetime_s: Annotated[
        int, bound("s", "Mail may take its time, greylisting half an hour.")
    ] = 3_600
    mail_code_attempts: Annotated[int, bound("attempts", "Typing errors; then a new code.")] = 5
    mails_per_account_per_day: Annotated[
        int, bound("mails/day", "Bounds guessing across codes, and what one account sends.")
    ] = 10
    mails_per_recipient_per_day: Annotated[
        int, bound("mails/day", "No stranger's mailbox is to be flooded by many accounts.")
    ] = 10
    password_reset_delay_s: Annotated[
        int, bound("s", "A week for the owner to see and stop a reset that is not theirs.")
    ] = 7 * 86_400
    password_reset_retry_s: Annotated[
        int, bound("s", "After a reset was declined, another may be asked for in a week.")
    ] = 7 * 86_400
    settled_session_s: Annotated[
        int, bound("s", "Whoever came in less than a day ago must not throw the others out.")
    ] = 86_400
    settled_password_s: Annotated[
        int, bound("s", "Who gives a group away has had the password for a week to be stopped in.")
    ] = 7 * 86_400
    login_token_lifetime_s: Annotated[
        int, bound("s", "A QR code: clients show the next one when it ends.")
    ] = 30
    login_tokens_per_network: Annotated[
        int,
        bound("tokens", "QR codes shown at once behind one address: an office.", bench=FREE),
    ] = 100
    delivery_timeout_s: Annotated[
        int, bound("s", "A code that comes later finds nobody waiting for it.")
    ] = 10
    deliveries_waiting_max: Annotated[
        int, bound("codes", "Behind one that is stuck; more are dropped, and asked for again.")
    ] = 100
    invite_lifetime_s: Annotated[
        int, bound("s", "A week to hand over the number and its one-time code.")
    ] = 7 * 86_400
    terms_bytes_max: Annotated[
        int, bound("bytes", "Terms of service go out in one answer, to be read in one window.")
    ] = 32 << 10
    unused_key_lifetime_s: Annotated[
        int, bound("s", "Keys that nobody signed in with are forgotten.")
    ] = 30 * 86_400
