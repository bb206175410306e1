"""The `channels` methods."""
