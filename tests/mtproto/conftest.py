"""One server key for all tests of this folder: making one takes most of a second."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from heliograph.mtproto.rsa import ServerKey


@pytest.fixture(scope="session")
def private_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def server_key(private_key: RSAPrivateKey) -> ServerKey:
    return ServerKey(private_key)
