"""The `folders` methods."""
