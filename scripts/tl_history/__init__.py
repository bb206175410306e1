"""Builds the schema history of the TL layers from packages of the public registries."""
