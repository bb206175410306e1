"""Refusals of end-to-end chats."""

from heliograph.domain.errors.refused import Refused


class DhGAInvalid(Refused):
    token = "DH_G_A_INVALID"


class ChatIdTaken(Refused):
    """400 here: clients try a 500 again, and the id they chose stays somebody's."""

    token = "RANDOM_ID_DUPLICATE"


class RandomLengthInvalid(Refused):
    token = "RANDOM_LENGTH_INVALID"


class EncryptionAlreadyAccepted(Refused):
    token = "ENCRYPTION_ALREADY_ACCEPTED"


class EncryptionAlreadyDeclined(Refused):
    token = "ENCRYPTION_ALREADY_DECLINED"


class EncryptionDeclined(Refused):
    token = "ENCRYPTION_DECLINED"


class EncryptionIdInvalid(Refused):
    token = "ENCRYPTION_ID_INVALID"


class ChatIdEmpty(Refused):
    token = "CHAT_ID_EMPTY"


class DataInvalid(Refused):
    token = "DATA_INVALID"


class DataTooLong(Refused):
    token = "DATA_TOO_LONG"


class MaxQtsInvalid(Refused):
    token = "MAX_QTS_INVALID"


class FileEmpty(Refused):
    """The token's spelling is the live service's."""

    token = "FILE_EMTPY"
