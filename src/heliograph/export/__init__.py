"""Accounts in the shape of Telegram Desktop's export: plain values for JSON, and file names."""
