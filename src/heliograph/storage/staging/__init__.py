"""Uploads that wait on the local disk."""

from heliograph.storage.staging.local import LocalStaging

__all__ = ["LocalStaging"]
