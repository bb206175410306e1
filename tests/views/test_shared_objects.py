"""Objects that many answers share stay as they are, whatever layer they are written for."""

import pytest

from heliograph.domain.access import AccessHasher
from heliograph.domain.notifications import NotifySettings, Sound
from heliograph.domain.people import Account, Seen
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.tl.objects import TLObject
from heliograph.views.notifications import notify_settings
from heliograph.views.peers import user_peer
from heliograph.views.users import user

ADA = Seen(account=Account(id=1_000_000_001, phone="9996600001", first_name="Ada"), viewer_id=7)
SHARED = {
    "a person": lambda: user(ADA, ACCESS),
    "who it is": lambda: user_peer(ADA.account.id),
    "settings": lambda: notify_settings(NotifySettings(mute_until=5, sound=Sound(kind="None"))),
}
ACCESS = AccessHasher(bytes(32))


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_object_is_written_for_every_layer_and_stays_as_it_was(name: str) -> None:
    shared: TLObject = SHARED[name]()
    before = repr(shared)
    for layer in range(OLDEST, NEWEST + 1):
        encode(shared, layer)
    assert SHARED[name]() is shared
    assert repr(shared) == before
