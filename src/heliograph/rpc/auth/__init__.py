"""The `auth` methods: signing in, signing up, logging out."""
