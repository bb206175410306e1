"""Sockets, sessions and the key ring of one node."""
