"""Who decides: staff, what their roles let them do, and what takes two of them."""
