"""The `help` methods: configuration and catalogues."""
