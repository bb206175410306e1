"""The `heliograph` command: arguments in, plain text out."""
