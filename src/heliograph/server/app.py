"""The composition root: builds the server from its parts, runs it and takes it down again."""

import asyncio
import gc
import os
import resource
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import msgspec

from heliograph.actions.app import App
from heliograph.bus.local import LocalBus
from heliograph.config import Address, Settings
from heliograph.delivery.node import Delivery
from heliograph.domain.access import AccessHasher
from heliograph.domain.file_references import FileReferences
from heliograph.mtproto.rsa import ServerKey, fingerprint_hex
from heliograph.net.origins import Origins
from heliograph.net.proxies import TrustedProxies
from heliograph.net.server import MtprotoServer
from heliograph.ports.sessions import Call
from heliograph.rpc.context import Service
from heliograph.rpc.dispatch import Dispatcher
from heliograph.safety.freezing import Freezes
from heliograph.safety.signals.public_text import look_at_said
from heliograph.safety.staff.named import employ
from heliograph.server.background import Background
from heliograph.server.blob_place import open_blobs
from heliograph.server.clock import SystemClock
from heliograph.server.commands import run_command
from heliograph.server.compose import make_app, open_staging, open_store
from heliograph.server.console import make_console, make_staffing
from heliograph.server.control import serve_control
from heliograph.server.delivery import described, make_mailer, make_messenger
from heliograph.server.desk import Desk
from heliograph.server.due_work import DueWork
from heliograph.server.errors import CannotStart
from heliograph.server.evidence import keep_evidence
from heliograph.server.files import make_private_folder
from heliograph.server.housekeeping import (
    carry_out,
    close_polls,
    count_views,
    end_unused,
    expire,
    expire_media,
    keep_house,
    keep_index,
    lift_limits,
    remove_media,
    send_scheduled,
    settle_lists,
    sweep_uploads,
    watch_presence,
)
from heliograph.server.http import bind, make_http, serve_http
from heliograph.server.keys import (
    SubKeys,
    load_log_key,
    load_rsa_key,
    load_sub_keys,
    load_vapid_key,
)
from heliograph.server.lock import FolderLock
from heliograph.server.memory import keep_freed_memory
from heliograph.server.pages import make_pages
from heliograph.server.public_log import keep_log, make_keeper, make_log_pages
from heliograph.server.push.compose import make_push
from heliograph.server.push.tokens import b64
from heliograph.server.push.web_push import point
from heliograph.server.randomness import SystemRandom
from heliograph.server.restore import refuse_half_restored
from heliograph.server.safety import (
    carry_out_now,
    make_executor,
    make_intake,
    make_safety,
    make_screen,
)
from heliograph.server.stopping import stop_signals
from heliograph.server.terms import read_terms
from heliograph.storage.sqlite import SqliteStore
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger
from heliograph.tl.codec import CODEC_NAME

_SPARE_DESCRIPTORS = 1_000

_YOUNG_OBJECTS = 20_000
"""Made between two looks of the garbage collector. Hardly anything here is cyclic, and looking at
every 700, as Python does by itself, is a twentieth of what a message costs."""

log = get_logger(__name__)


class _Server:
    """The running parts, and what commands and HTTP may know of them."""

    def __init__(
        self, settings: Settings, keys: SubKeys, *, store: SqliteStore, clock: SystemClock
    ) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock
        self.bus = LocalBus()
        references = FileReferences(
            keys.file_references,
            now=clock.now,
            lifetime_s=settings.limits.file_reference_lifetime_s,
        )
        self.access = AccessHasher(keys.access_hash, files=references)
        self.rsa = ServerKey(load_rsa_key(settings.folder))
        self.mailer = make_mailer(settings)
        self.messenger = make_messenger(
            settings, mailer=self.mailer, address_of=store.code_mail, warn=log.warning
        )
        self.background = Background(grace_s=0.5)
        self.mtproto = MtprotoServer(
            limits=settings.limits,
            key_store=store,
            handler=self._handle,
            server_keys=[self.rsa],
            clock=self.clock,
            random=SystemRandom(),
            origins=Origins(settings.web_origin, local=settings.is_local),
            proxies=TrustedProxies(settings.trusted_proxies),
        )
        self.blobs = open_blobs(settings, keys)
        self.staging = open_staging(settings)
        screen = make_screen(settings)
        self.app: App = make_app(
            settings,
            keys,
            store=store,
            blobs=self.blobs,
            staging=self.staging,
            bus=self.bus,
            clock=self.clock,
            sessions=self.mtproto.sessions,
            messenger=self.messenger,
            mailer=self.mailer,
            spawn=self.background.spawn,
            terms=read_terms(settings),
            look_at=None if screen is None else partial(look_at_said, screen, store),
        )
        kept, random = store.safety(keys.evidence), self.app.random
        terms, staff = self.app.terms, store.staff(keys.staff)
        # The port is anybody's guess until it is bound.
        self.http = ""
        with_them: Any = {
            "store": kept,
            "clock": clock,
            "random": random,
            "terms": terms,
            "pages_at": lambda: settings.public_url.rstrip("/") or self.http,
        }
        self.intake = make_intake(settings, keys, **with_them)
        self.safety = make_safety(settings, keys, staff=staff, **with_them)
        self.freezes = Freezes()
        self.executor = make_executor(self.safety, self.app, self.freezes)
        self.service = Service(
            app=self.app,
            access=self.access,
            freezes=self.freezes,
            intake=self.intake,
            limits=settings.limits,
            advertised=settings.advertised or (settings.mtproto_address,),
            link_prefix=settings.link_prefix,
            screen=screen,
        )
        self.dispatcher = Dispatcher(self.service)
        self.delivery = Delivery(self.app, self.access)
        self.bus.subscribe(self.delivery.receive)
        self.form_key = keys.page_forms
        self.keys = keys
        self.staffing = make_staffing(settings, keys, self.app, store=staff)
        self.due_work = DueWork()
        self.log = store.public_log()
        self.log_keeper = make_keeper(load_log_key(settings.folder), settings)
        self.vapid = load_vapid_key(settings.folder)
        self.push_watch, self.push_loop = make_push(
            settings, self.app, key=self.vapid, wire_now=clock.wire_now
        )
        self.bus.subscribe(self.push_watch.receive)
        self.ready = False

    def _handle(self, call: Call, body: memoryview) -> Awaitable[bytes]:
        # Sessions need a handler and methods need sessions: one of the two has to be found late.
        return self.dispatcher.handle(call, body)

    async def start_mtproto(self) -> Address:
        """Accept clients; gives the bound address, which clients are told unless another is set."""
        wanted = self.settings.mtproto_address
        try:
            bound = Address(*await self.mtproto.start(wanted.host, wanted.port))
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise CannotStart(f"mtproto: {wanted}: {reason}") from None
        self.service.advertised = self.settings.advertised or (bound,)
        return bound

    def desk(self, mtproto: Address) -> Desk:
        """What commands work with."""
        settings = self.settings
        status: dict[str, Any] = {
            "process": os.getpid(),
            "mtproto": str(mtproto),
            "http": self.http,
            "advertise": [str(address) for address in self.service.advertised],
            "fingerprint": fingerprint_hex(self.rsa.fingerprint),
            "codec": CODEC_NAME,
            "limits": settings.limits.profile,
            "registration": settings.signs_up,
            "codes": described(settings),
            "codes_available": self.messenger.available,
            "mail_available": self.mailer.available,
            "web_push_key": b64(point(self.vapid.public_key())),
        }
        return Desk(
            app=self.app,
            settings=settings,
            clock=self.clock,
            status=status,
            asked=self._asked,
            store=self.store,
            release=self.due_work.release,
            safety=self.safety,
            executor=self.executor,
            staffing=self.staffing,
        )

    def _asked(self) -> list[dict[str, Any]]:
        return [
            {**msgspec.to_builtins(asked), "calls": calls}
            for asked, calls in self.dispatcher.lacking.rows()
        ]


async def run(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status.

    Raises CannotStart.
    """
    stop = asyncio.Event()
    with stop_signals(stop):
        os.umask(0o077)
        keep_freed_memory()
        _raise_descriptor_limit(settings.limits.connections_max)
        make_private_folder(settings.folder)
        lock = FolderLock(settings.folder)
        lock.acquire()
        try:
            refuse_half_restored(settings.folder)
            keys = load_sub_keys(settings.folder)
            clock = SystemClock()
            store = open_store(settings, keys, clock)
            try:
                await _serve(_Server(settings, keys, store=store, clock=clock), stop)
            finally:
                await store.close()
        finally:
            lock.release()
    return 0


async def _serve(server: _Server, stop: asyncio.Event) -> None:
    settings, limits = server.settings, server.settings.limits
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.blobs.close)
        stack.push_async_callback(server.app.probe.close)
        stack.push_async_callback(server.staging.close)
        listener = stack.enter_context(bind(settings.http_address))
        server.http = f"http://{Address(*listener.getsockname()[:2])}"
        await stack.enter_async_context(server.background)
        server.background.spawn_endless(watch_presence(server.delivery.expire_statuses))
        server.background.spawn_endless(server.push_watch.follow())
        server.background.spawn_endless(server.push_watch.recover())
        await server.executor.load()
        await _begin_due_work(server)
        server.background.spawn_endless(keep_index(server.store))
        stack.push_async_callback(server.mtproto.stop)
        mtproto = await server.start_mtproto()
        await employ(server.staffing, settings.safety_staff)
        desk = server.desk(mtproto)
        control = serve_control(
            settings.folder,
            lambda cmd, args: run_command(desk, cmd, args),
            connections_max=limits.control_connections_max,
            request_bytes_max=limits.control_request_bytes,
            timeout_s=limits.control_timeout_s,
        )
        await stack.enter_async_context(control)
        now = server.clock.wire_now
        pages = [
            *make_console(
                settings,
                server.keys,
                server.app,
                staffing=server.staffing,
                safety=server.safety,
                intake=server.intake,
                log=server.log,
                keeper=server.log_keeper,
                carry_out=partial(carry_out_now, server.executor, server.store),
            ),
            *make_log_pages(
                settings,
                server.log,
                server.log_keeper,
                now=now,
                domain_now=server.clock.now,
                knows=server.safety.knows,
            ),
            *make_pages(
                settings,
                server.app,
                server.intake,
                safety=server.safety,
                form_key=server.form_key,
                hasten=server.executor.hasten,
            ),
        ]
        await stack.enter_async_context(
            serve_http(make_http(lambda: server.ready, pages), listener, limits, server.mtproto)
        )
        _announce(desk.status)
        server.ready = True
        await stop.wait()
        server.ready = False
        log.info("Stopping.")


async def _begin_due_work(server: _Server) -> None:
    """Start whatever ends, sends or deletes because its time has come; after a restore, later."""
    background, due_work = server.background, server.due_work
    if await server.store.restored_at() is None:
        due_work.release()
    else:
        log.warning("Restored from a backup: what is due waits for heliograph jobs --release.")
    for work in (
        partial(end_unused, server.app),
        partial(close_polls, server.app),
        partial(expire, server.app),
        partial(expire_media, server.app),
        partial(lift_limits, server.app),
        partial(count_views, server.app),
        partial(settle_lists, server.store),
        partial(keep_house, server.store, server.clock, server.settings.limits),
        partial(send_scheduled, server.app),
        partial(carry_out, server.executor),
        partial(
            keep_evidence,
            server.app,
            server.intake.store,
            bytes_max=server.settings.limits.evidence_file_bytes_max,
        ),
        partial(sweep_uploads, server.app, server.settings.limits),
        partial(remove_media, server.app, server.clock, server.settings),
        partial(keep_log, server.log, server.log_keeper, server.clock),
        server.push_loop.run,
    ):
        background.spawn_endless(due_work.begin(work))


def _announce(status: dict[str, Any]) -> None:
    metrics.BUILD.labels(codec=status["codec"]).set(1)
    # What is here now lives as long as the process: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 10, 10)
    log.info("Serving.", **{k: v for k, v in status.items() if k != "codes"})
    fields = ("mtproto", "http", "fingerprint", "codec", "limits")
    print("heliograph ready", *(f"{name}={status[name]}" for name in fields), flush=True)


def _raise_descriptor_limit(connections: int) -> None:
    """Allow as many open sockets as the limits and the system do."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _SPARE_DESCRIPTORS
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
