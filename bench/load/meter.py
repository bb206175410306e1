"""Measures a server over a stretch of time: CPU, commits, and who else used the machine."""

import asyncio
import time

from load import processes
from load.server import Server


class Meter:
    """`async with Meter(server) as meter: …`, then read the attributes.

    `cpu_s` and `client_cpu_s` are seconds of CPU; `commits` and `operations` come from /metrics;
    `other_cores` is what everybody else kept busy, `stolen_cores` what the host took.
    """

    wall_s = cpu_s = client_cpu_s = other_cores = stolen_cores = 0.0
    commits = operations = 0.0

    def __init__(self, server: Server) -> None:
        self._server = server

    async def __aenter__(self) -> "Meter":
        self._metrics = await asyncio.to_thread(self._server.metrics)
        self._machine = processes.machine()
        self._client = time.process_time()
        self._cpu = processes.cpu_seconds(self._server.pid)
        self._began = time.perf_counter()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.wall_s = time.perf_counter() - self._began
        self.cpu_s = processes.cpu_seconds(self._server.pid) - self._cpu
        self.client_cpu_s = time.process_time() - self._client
        machine = processes.machine()
        busy_s = machine.busy - self._machine.busy - self.cpu_s - self.client_cpu_s
        self.other_cores = max(0.0, busy_s / self.wall_s)
        self.stolen_cores = (machine.stolen - self._machine.stolen) / self.wall_s
        metrics = await asyncio.to_thread(self._server.metrics)
        self.commits = self._grown(metrics, "heliograph_store_commits_total")
        self.operations = self._grown(metrics, "heliograph_store_operations_total")

    def _grown(self, metrics: dict[str, float], name: str) -> float:
        return metrics[name] - self._metrics[name]
