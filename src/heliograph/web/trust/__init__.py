"""Pages of trust and safety for who has no account: notices, victims, their receipts."""
