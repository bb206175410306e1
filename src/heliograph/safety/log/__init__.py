"""The public log: what happened, in a tree that nobody can change without being caught."""
