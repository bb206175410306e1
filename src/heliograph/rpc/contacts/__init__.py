"""The `contacts` methods: address book, blocking, looking people up."""
