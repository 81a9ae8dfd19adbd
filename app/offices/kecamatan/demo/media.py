"""Small real files for the evidence: a drawn photo, a one-page PDF, a short sound."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

SIZE = (240, 180)


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a file lies in the folder of files: under the name that its content gives it."""

    sha256: str
    size: int


def store(folder: Path, content: bytes) -> Stored:
    """Keeps one copy of each content, as `ab/cdef...`."""
    name = hashlib.sha256(content).hexdigest()
    path = folder / name[:2] / name[2:]
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
    return Stored(name, len(content))


def photo(random: Random, caption: str) -> bytes:
    """A landscape with hills, a house or two, and what it is said to show."""
    width, height = SIZE
    image = Image.new("RGB", SIZE, random.choice(["#9fc5e8", "#b7d7f0", "#cfd8dc", "#f6d7a8", "#35415c"]))
    draw = ImageDraw.Draw(image)
    horizon = random.randint(60, 95)
    for colour in ("#5f8f5a", "#7aa765"):
        peak = random.randint(0, width)
        draw.polygon(
            [(-80, height), (peak, horizon - random.randint(5, 60)), (width + 80, height)], fill=colour
        )
    draw.rectangle((0, horizon + 40, width, height), fill=random.choice(["#8d7b68", "#7d8f63", "#9a9a92"]))
    draw.polygon([(90, height), (112, horizon + 40), (128, horizon + 40), (172, height)], fill="#5a5a5a")
    for _ in range(random.randint(1, 3)):
        _house(draw, random, horizon + random.randint(8, 40))
    draw.rectangle((0, height - 16, width, height), fill="#000000")
    draw.text((4, height - 14), caption[:38], fill="#ffffff")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def _house(draw: ImageDraw.ImageDraw, random: Random, ground: int) -> None:
    left, width = random.randint(0, 180), random.randint(28, 55)
    draw.rectangle(
        (left, ground, left + width, ground + 28), fill=random.choice(["#e8dcc8", "#c96f4a", "#d9d9d9"])
    )
    draw.polygon(
        [(left - 6, ground), (left + width // 2, ground - 22), (left + width + 6, ground)], fill="#7a2e1f"
    )
    draw.rectangle((left + 8, ground + 10, left + 17, ground + 28), fill="#4a3728")


def pdf(title: str, lines: list[str]) -> bytes:
    """One A4 page of text."""
    shown = [f"BT /F1 14 Tf 60 780 Td ({_escaped(title)}) Tj ET"]
    shown += [f"BT /F1 10 Tf 60 {750 - 15 * n} Td ({_escaped(line)}) Tj ET" for n, line in enumerate(lines)]
    stream = "\n".join(shown)
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Font << /F1 5 0 R >> >>",
    )
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 7\n0000000000 65535 f \n{table}{trailer}".encode("ascii")


def _escaped(text: str) -> str:
    plain = text.encode("ascii", "replace").decode()
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def sound(random: Random, title: str) -> bytes:
    """A few seconds of silence: MPEG-2 layer III frames (8 kbit/s, 16 kHz, mono) that hold nothing."""
    frame = b"\xff\xf3\x18\xc4" + bytes(32)
    return _id3(title) + frame * random.randint(60, 200)


def _id3(title: str) -> bytes:
    text = b"\x00" + title.encode("latin-1", "replace")
    frame = b"TIT2" + len(text).to_bytes(4, "big") + b"\x00\x00" + text
    size = len(frame)
    return b"ID3\x03\x00\x00" + bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0)) + frame
