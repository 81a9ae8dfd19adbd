"""A small real video: H.264 pictures of plain macroblocks (I_PCM, no compression) in an MP4 file.

Written by hand, so that the demo needs no encoder: each frame is a flag of coloured squares.
"""

from __future__ import annotations

from random import Random

COLUMNS, LINES = 4, 3  # macroblocks of 16 x 16
WIDTH, HEIGHT = COLUMNS * 16, LINES * 16
FRAMES, RATE = 3, 1  # pictures, and how many a second
START = bytes.fromhex("00000001")


class _Bits:
    def __init__(self) -> None:
        self.text = ""

    def put(self, value: int, count: int) -> None:
        self.text += f"{value:0{count}b}"

    def ue(self, value: int) -> None:
        """Exp-Golomb, the variable-length number of H.264."""
        code = f"{value + 1:b}"
        self.text += "0" * (len(code) - 1) + code

    def align(self, bit: str = "0") -> None:
        self.text += bit * (-len(self.text) % 8)

    def bytes(self) -> bytes:
        return int(self.text, 2).to_bytes(len(self.text) // 8, "big")


def _end(bits: _Bits) -> bytes:
    bits.put(1, 1)
    bits.align()
    return bits.bytes()


def _sps() -> bytes:
    bits = _Bits()
    for value in (66, 0xC0, 10):  # baseline profile, level 1
        bits.put(value, 8)
    for value in (0, 0, 2, 1):  # id, frame number bits, picture order type, one reference frame
        bits.ue(value)
    bits.put(0, 1)
    bits.ue(COLUMNS - 1)
    bits.ue(LINES - 1)
    bits.put(0b1100, 4)  # frames only, direct 8x8, no cropping, no VUI
    return b"\x67" + _end(bits)


def _pps() -> bytes:
    bits = _Bits()
    bits.ue(0)
    bits.ue(0)
    bits.put(0, 2)  # CAVLC
    for value in (0, 0, 0):
        bits.ue(value)
    bits.put(0, 3)
    for _ in range(3):
        bits.ue(0)
    bits.put(0b100, 3)  # deblocking control, so that the squares stay sharp
    return b"\x68" + _end(bits)


def _picture(random: Random, number: int) -> bytes:
    bits = _Bits()
    for value in (0, 7, 0):  # first macroblock, I slice, parameter set
        bits.ue(value)
    bits.put(0, 4)  # frame number
    bits.ue(number % 2)  # id of this independent picture
    bits.put(0, 2)
    bits.ue(0)
    bits.ue(1)  # no deblocking
    body = b""
    for _ in range(COLUMNS * LINES):
        bits.ue(25)  # I_PCM
        bits.align()
        body += bits.bytes() + _square(random)
        bits = _Bits()
    return b"\x65" + _guarded(body + b"\x80")


def _square(random: Random) -> bytes:
    luma, blue, red = (random.randint(40, 220) for _ in range(3))
    return bytes([luma]) * 256 + bytes([blue]) * 64 + bytes([red]) * 64


def _guarded(body: bytes) -> bytes:
    """Emulation prevention: no start code may appear inside."""
    kept, zeros = bytearray(), 0
    for byte in body:
        if zeros >= 2 and byte <= 3:
            kept.append(3)
            zeros = 0
        kept.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(kept)


def _box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return (len(content) + 8).to_bytes(4, "big") + name + content


def _full(name: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return _box(name, flags.to_bytes(4, "big"), *parts)


def _n(*values: int, size: int = 4) -> bytes:
    return b"".join(value.to_bytes(size, "big") for value in values)


_MATRIX = _n(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def _sample_table(samples: list[bytes], offset: int) -> bytes:
    sps, pps = _sps(), _pps()
    configuration = _box(
        b"avcC",
        bytes([1, *sps[1:4], 0xFF, 0xE1]),
        _n(len(sps), size=2),
        sps,
        b"\x01",
        _n(len(pps), size=2),
        pps,
    )
    entry = _box(
        b"avc1",
        bytes(6),
        _n(1, size=2),
        bytes(16),
        _n(WIDTH, HEIGHT, size=2),
        _n(0x480000, 0x480000, 0),
        _n(1, size=2),
        bytes(32),
        _n(24, 0xFFFF, size=2),
        configuration,
    )
    return _box(
        b"stbl",
        _full(b"stsd", _n(1), entry),
        _full(b"stts", _n(1, len(samples), 1)),
        _full(b"stsc", _n(1, 1, len(samples), 1)),
        _full(b"stsz", _n(0, len(samples)), *(_n(len(sample)) for sample in samples)),
        _full(b"stco", _n(1, offset)),
    )


def _moov(samples: list[bytes], offset: int) -> bytes:
    length = len(samples)
    header = _full(
        b"mvhd", _n(0, 0, RATE, length, 0x10000), _n(0x100, 0, size=2), bytes(8), _MATRIX, bytes(24), _n(2)
    )
    track = _full(b"tkhd", _n(0, 0, 1, 0, length), bytes(16), _MATRIX, _n(WIDTH << 16, HEIGHT << 16), flags=7)
    data = _box(b"dinf", _full(b"dref", _n(1), _full(b"url ", flags=1)))
    media = _box(
        b"mdia",
        _full(b"mdhd", _n(0, 0, RATE, length), _n(0x55C4, 0, size=2)),
        _full(b"hdlr", bytes(4), b"vide", bytes(12), b"Video\x00"),
        _box(b"minf", _full(b"vmhd", bytes(8), flags=1), data, _sample_table(samples, offset)),
    )
    return _box(b"moov", header, _box(b"trak", track, media))


def video(random: Random) -> bytes:
    """Three seconds, one picture each."""
    pictures = [_picture(random, number) for number in range(FRAMES)]
    samples = [_n(len(one)) + one for one in pictures]
    kind = _box(b"ftyp", b"isom", _n(0x200), b"isomiso2avc1mp41")
    offset = len(kind) + len(_moov(samples, 0)) + 8
    return kind + _moov(samples, offset) + _box(b"mdat", *samples)
