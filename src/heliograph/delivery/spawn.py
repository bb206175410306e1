"""How delivery starts work that outlives the event that asked for it."""

from collections.abc import Callable, Coroutine

# Runs a coroutine in the server's task group; its failure is logged there and ends nothing else.
Spawn = Callable[[Coroutine[object, object, None]], None]
