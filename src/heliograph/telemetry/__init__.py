"""Logs and metrics: what the server says about itself, never about its people."""
