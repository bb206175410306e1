"""The stage that methods are tested on."""

from support.stage_fixture import stage

__all__ = ["stage"]
