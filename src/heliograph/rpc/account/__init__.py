"""The `account` methods: names, devices, settings."""
