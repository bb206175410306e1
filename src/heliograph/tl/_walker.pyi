from collections.abc import Callable
from typing import Any

class Plan:
    def __init__(
        self,
        cls: type[Any],
        id: int,
        tag: int,
        fields: tuple[tuple[int, int, int, int, int, int, str | None], ...],
        direct: bool = ...,
        function: Callable[[Any], object] | None = ...,
        guards: tuple[str, ...] = ...,
        exact: bool = ...,
    ) -> None: ...

class Encoder:
    def __init__(self, resolve: Callable[[type[Any]], Plan], embedded: type[bytes]) -> None: ...
    def encode(self, obj: object, /) -> bytes: ...
    def encode_vector(self, element: int, tag: int, values: Any, /) -> bytes: ...

class Decoder:
    def __init__(
        self,
        resolve: Callable[[int], Plan | None],
        stand_in: Callable[[int, int], int | None],
        inflate: Callable[[bytes, int, Any], bytes],
    ) -> None: ...
    def decode(self, data: bytes | memoryview, limits: tuple[Any, ...], /) -> Any: ...
