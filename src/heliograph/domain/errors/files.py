"""Refusals of uploading and downloading files."""

from heliograph.domain.errors.refused import Refused


class FilePartInvalid(Refused):
    token = "FILE_PART_INVALID"


class FilePartsInvalid(Refused):
    token = "FILE_PARTS_INVALID"


class OffsetInvalid(Refused):
    token = "OFFSET_INVALID"


class LocationInvalid(Refused):
    token = "LOCATION_INVALID"
