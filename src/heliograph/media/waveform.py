"""The little picture of how loud a voice is.

https://core.telegram.org/constructor/documentAttributeAudio
"""

_BARS = 100
_BITS = 5
_SILENCE = 128


def waveform_of(loudness: bytes) -> bytes:
    """100 bars of 5 bits, packed from the lowest bit on; `loudness` swings around 128."""
    if not loudness:
        return b""
    bars = [_peak(loudness, number) for number in range(_BARS)]
    loudest = max(bars) or 1
    packed = 0
    for number, bar in enumerate(bars):
        packed |= (bar * ((1 << _BITS) - 1) // loudest) << (number * _BITS)
    return packed.to_bytes((_BARS * _BITS + 7) // 8, "little")


def _peak(loudness: bytes, bar: int) -> int:
    begin, end = (len(loudness) * at // _BARS for at in (bar, bar + 1))
    part = loudness[begin : max(end, begin + 1)]
    return max(max(part, default=_SILENCE) - _SILENCE, _SILENCE - min(part, default=_SILENCE), 0)
