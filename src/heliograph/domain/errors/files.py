"""Refusals of uploading and downloading files."""

from heliograph.domain.errors.refused import Refused


class FilePartEmpty(Refused):
    token = "FILE_PART_EMPTY"


class FilePartSizeChanged(Refused):
    token = "FILE_PART_SIZE_CHANGED"


class FilePartSizeInvalid(Refused):
    token = "FILE_PART_SIZE_INVALID"


class FilePartTooBig(Refused):
    token = "FILE_PART_TOO_BIG"


class FilePartMissing(Refused):
    """The client sends the part it names once more."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__()

    token = "FILE_PART_MISSING"

    @property
    def text(self) -> str:
        return f"FILE_PART_{self.number}_MISSING"


class FilePartInvalid(Refused):
    token = "FILE_PART_INVALID"


class FilePartsInvalid(Refused):
    token = "FILE_PARTS_INVALID"


class OffsetInvalid(Refused):
    token = "OFFSET_INVALID"


class LocationInvalid(Refused):
    token = "LOCATION_INVALID"


class FileIdInvalid(Refused):
    token = "FILE_ID_INVALID"


class FileTokenInvalid(Refused):
    token = "FILE_TOKEN_INVALID"


class FileReferenceEmpty(Refused):
    token = "FILE_REFERENCE_EMPTY"


class FileReferenceInvalid(Refused):
    token = "FILE_REFERENCE_INVALID"


class FileReferenceExpired(Refused):
    token = "FILE_REFERENCE_EXPIRED"


class Md5ChecksumInvalid(Refused):
    token = "MD5_CHECKSUM_INVALID"


class TtlMediaInvalid(Refused):
    token = "TTL_MEDIA_INVALID"


class MediaCaptionTooLong(Refused):
    token = "MEDIA_CAPTION_TOO_LONG"


class PhotoInvalidDimensions(Refused):
    token = "PHOTO_INVALID_DIMENSIONS"


class MultiMediaTooLong(Refused):
    token = "MULTI_MEDIA_TOO_LONG"


class MediaGroupedInvalid(Refused):
    token = "MEDIA_GROUPED_INVALID"


class PhotoFileMissing(Refused):
    token = "PHOTO_FILE_MISSING"


class PhotoIdInvalid(Refused):
    token = "PHOTO_ID_INVALID"


class PhotoSaveFileInvalid(Refused):
    token = "PHOTO_SAVE_FILE_INVALID"


class ImageProcessFailed(Refused):
    token = "IMAGE_PROCESS_FAILED"
