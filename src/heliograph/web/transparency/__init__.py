"""The page of the public log's totals, and the same as a table for spreadsheets."""
