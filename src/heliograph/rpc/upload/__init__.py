"""The `upload` methods: the bytes of files."""
