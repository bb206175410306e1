"""The `bots` methods: what a bot says of itself."""
