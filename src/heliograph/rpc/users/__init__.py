"""The `users` methods: who somebody is."""
