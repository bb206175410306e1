"""How work is started that outlives the call it began in."""

from collections.abc import Callable, Coroutine

# Runs a coroutine in the server's task group; its failure is logged there and ends nothing else.
Spawn = Callable[[Coroutine[object, object, None]], None]
