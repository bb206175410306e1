"""Methods of the updates namespace."""
