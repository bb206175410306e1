"""Push services: what carries notices to devices that are not connected."""
