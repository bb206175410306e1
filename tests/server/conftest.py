"""The stage, for what the server does by itself."""

from support.stage_fixture import stage

__all__ = ["stage"]
