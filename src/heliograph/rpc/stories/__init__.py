"""The `stories` methods."""
