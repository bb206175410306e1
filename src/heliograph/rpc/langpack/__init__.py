"""The `langpack` methods: the server's own texts in its languages."""
