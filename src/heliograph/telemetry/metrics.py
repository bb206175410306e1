"""The counters behind /metrics; a name states its unit, a label never holds a person's data."""

from collections.abc import Iterable

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

BUILD = Gauge("heliograph_build_info", "Always 1; the label says which codec runs.", ["codec"])

RPC_CALLS = Counter(
    "heliograph_rpc_calls_total", "API calls answered, by method and result.", ["method", "result"]
)
RPC_SECONDS = Histogram(
    "heliograph_rpc_seconds",
    "Time from a decoded call to its encoded answer.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
RPC_LACKING = Counter(
    "heliograph_rpc_lacking_total",
    "Calls of methods this server does not have yet, by method.",
    ["method"],
)
RPC_FAULTS = Counter("heliograph_rpc_faults_total", "Calls that ended in 500 INTERNAL.")

PAGES = Counter(
    "heliograph_pages_total",
    "Requests for public pages answered, by what was asked for and status.",
    ["what", "status"],
)

REPORTS = Counter("heliograph_reports_total", "Reports taken in, by the way they came.", ["way"])
REPORT_OPTIONS_REFUSED = Counter(
    "heliograph_report_options_refused_total",
    "Options of reports that were not made here for whoever sent them, or are of an older tree.",
    ["why"],
)

PAGE_TOKENS_REFUSED = Counter(
    "heliograph_page_tokens_refused_total",
    "Tokens of forms and of decisions that pages refused, by what they were for and why.",
    ["what", "why"],
)
FILES_BLOCKED = Counter(
    "heliograph_files_blocked_total",
    "Files that a decision keeps out and somebody was about to show in public, by surface.",
    ["surface"],
)
VICTIMS = Counter(
    "heliograph_victims_total",
    "Requests of victims: hidden at once, or why a person looks first.",
    ["outcome"],
)
SIGNAL_MATCHES = Counter(
    "heliograph_signal_matches_total",
    "Rules that fitted what was about to be shown to the public, by signal and mode.",
    ["signal", "mode"],
)
SIGNALS_SKIPPED = Counter(
    "heliograph_signals_skipped_total",
    "Looks that were left out because the time for them was spent, by signal.",
    ["signal"],
)
SPAM_MISTAKEN = Counter(
    "heliograph_spam_mistaken_total",
    "Messages of which admins said that no rule should have taken them.",
)
LOG_ENTRIES = Gauge("heliograph_log_entries", "Entries of the public log that are signed.")
LOG_WAITING = Gauge(
    "heliograph_log_waiting_seconds",
    "How long an entry has waited for its place in the public log; 60 are promised.",
)
LOG_HELD = Gauge("heliograph_log_stands_still", "1 while no head of the public log may be signed.")
LOG_HEADS_REFUSED = Counter(
    "heliograph_log_heads_refused_total",
    "Heads sent by nobody who is a witness of this log, or sent again after a restore.",
)

STORE_COMMITS = Counter("heliograph_store_commits_total", "Transactions made durable.")
STORE_OPERATIONS = Counter(
    "heliograph_store_operations_total", "Operations inside those transactions."
)
STORE_QUEUE = Gauge("heliograph_store_queue_operations", "Operations waiting for the writer.")
STORE_QUESTIONS = Gauge("heliograph_store_questions", "Questions that readers owe an answer.")
STORE_WAL_BYTES = Gauge("heliograph_store_wal_bytes", "Length of the write-ahead log.")
STORE_ERASURE_LAG = Gauge(
    "heliograph_store_erasure_lag_seconds",
    "Since when something deleted or replaced may lie in the write-ahead log; 0 if nothing does.",
)
STORE_COMMIT_SECONDS = Histogram(
    "heliograph_store_commit_seconds",
    "Time of one durable commit.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
STORE_BATCH_OPERATIONS = Histogram(
    "heliograph_store_batch_operations",
    "Operations made durable together.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 512),
)
STORE_CHECKPOINTS = Counter(
    "heliograph_store_checkpoints_total", "Write-ahead logs copied into the database."
)
STORE_SYNCS = Counter(
    "heliograph_store_syncs_total",
    "Files the store had the disk confirm: one a commit, two a checkpoint.",
)
STORE_FAULTS = Counter(
    "heliograph_store_faults_total", "Operations undone by an error of ours, not by a refusal."
)

SEARCH_UNINDEXED = Gauge(
    "heliograph_search_unindexed_messages", "Messages that the index of words does not hold yet."
)

CODES_SENT = Counter("heliograph_codes_sent_total", "Login codes handed over for delivery.")
CODES_FAILED = Counter("heliograph_codes_failed_total", "Login codes that could not be delivered.")
MAILS_SENT = Counter("heliograph_mails_sent_total", "Mails the mail server took over.")
MAILS_FAILED = Counter("heliograph_mails_failed_total", "Mails that could not be handed over.")

PUSH_ATTEMPTS = Counter(
    "heliograph_push_attempts_total",
    "Notices handed to push services, by kind of device and result.",
    ["kind", "result"],
)
PUSH_TASKS = Gauge("heliograph_push_queue_tasks", "Notices that wait to be handed over.")
PUSH_OVERFLOWS = Counter(
    "heliograph_push_overflows_total", "Notices left out because too many waited to be noted."
)

LOG_DROPPED = Counter(
    "heliograph_log_lines_dropped_total",
    "Log lines that could not be written or had to wait too long.",
)

NET_COUNTS = Gauge(
    "heliograph_net_things",
    "Open connections, sessions with state, keys in memory, unfinished exchanges, running queries.",
    ["kind"],
)
NET_BYTES = Gauge(
    "heliograph_net_bytes", "Bytes held for peers, by budget: inbound, unsent, unacked.", ["budget"]
)
NET_OPENED = Counter(
    "heliograph_net_opened_total",
    "Connections that turned out to be HTTP or WebSocket.",
    ["transport"],
)
HTTP_ANSWERS = Counter(
    "heliograph_http_answers_total", "Answers to MTProto's HTTP requests, by status.", ["status"]
)


class UpdateTally(Collector):
    """Counts pushed updates in plain numbers, read when somebody asks.

    Every message passes here: a counter of the library's would cost it a microsecond each.
    """

    def __init__(self) -> None:
        self.updates = 0
        self.variants = 0
        self.most = 0

    def note(self, variants: int) -> None:
        """Somebody's sessions were sent an update, written in so many ways."""
        self.updates += 1
        self.variants += variants
        if variants > self.most:
            self.most = variants

    def collect(self) -> Iterable[Metric]:
        """The numbers, as the library wants them."""
        yield CounterMetricFamily(
            "heliograph_updates", "Updates pushed to the sessions of an account.", self.updates
        )
        yield CounterMetricFamily(
            "heliograph_update_variants",
            "Ways those were encoded: one for each layer among the sessions.",
            self.variants,
        )
        yield GaugeMetricFamily(
            "heliograph_update_variants_max", "The most ways one update was encoded.", self.most
        )


UPDATES = UpdateTally()
REGISTRY.register(UPDATES)
