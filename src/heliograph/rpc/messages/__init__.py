"""Methods of the messages namespace."""
