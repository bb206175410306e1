"""The `photos` methods: the photos of people."""
