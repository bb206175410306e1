"""The console: where staff decide on what was reported, and answer for it."""
