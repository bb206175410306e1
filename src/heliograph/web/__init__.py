"""Pages for whoever has no account: what is public, shown to browsers and feed readers."""
