"""Heliograph: a self-hosted, accountable messenger server that speaks Telegram's protocols."""
