"""Makes the files the readers are tried on."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdf
import pytest

PdfLine = tuple[str, float, float, float]
"""Text, type size in points, x and y from the page's lower left corner in points."""


def make_pdf(pages: Sequence[Sequence[PdfLine]], *, title: str = "", mapped: bool = True, picture_on: Sequence[int] = ()) -> bytes:
    """A PDF with a Japanese Type0 font whose ToUnicode map (left out when not `mapped`) tells its characters.

    `picture_on` counts from 1 and names pages that hold a picture.
    """
    marks = sorted({mark for page in pages for text, *_ in page for mark in text})
    codes = {mark: number for number, mark in enumerate(marks, 1)}
    objects: list[bytes] = [b"", b""]

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(content: bytes, extra: bytes = b"") -> bytes:
        packed = zlib.compress(content)
        return b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream" % (len(packed), extra, packed)

    descriptor = add(
        b"<< /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>"
    )
    widths = " ".join(f"{code} [{500 if mark.isascii() else 1000}]" for mark, code in codes.items())
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        b" /FontDescriptor %d 0 R /DW 1000 /W [%s] >>" % (descriptor, widths.encode())
    )
    unicode_map = add(stream(_to_unicode(codes)))
    reference = b"/ToUnicode %d 0 R" % unicode_map if mapped else b""
    encoding = b"/Encoding /Identity-H /DescendantFonts [%d 0 R]" % descendant
    font = add(b"<< /Type /Font /Subtype /Type0 /BaseFont /Test %s %s >>" % (encoding, reference))
    picture = add(stream(b"\0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"))
    kids = []
    for number, page in enumerate(pages, 1):
        content = b"".join(_drawn(line, codes) for line in page)
        objects_used = b"/XObject << /I %d 0 R >>" % picture if number in picture_on else b""
        content += b"q 500 0 0 700 40 40 cm /I Do Q" if objects_used else b""
        drawn = add(stream(content))
        kids.append(add(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F %d 0 R >> %s >> >>"
            % (drawn, font, objects_used)
        ))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    information = add(b"<< /Title <%s> >>" % (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode())
    return _assembled(objects, information)


def _to_unicode(codes: dict[str, int]) -> bytes:
    pairs = [f"<{code:04X}> <{mark.encode('utf-16-be').hex().upper()}>" for mark, code in codes.items()]
    ranges = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in ranges)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\nendcmap end end"
    ).encode()


def _drawn(line: PdfLine, codes: dict[str, int]) -> bytes:
    text, size, x, y = line
    glyphs = "".join(f"{codes[mark]:04X}" for mark in text)
    return f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{glyphs}> Tj ET\n".encode()


def _assembled(objects: Sequence[bytes], information: int) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, information, start)
    return bytes(out)


def set_page(lines: Sequence[str | tuple[str, float]], *, top: float = 780, size: float = 10.5) -> list[PdfLine]:
    """Lines from the top of a page down, each a text or a text with its own size."""
    placed: list[PdfLine] = []
    y = top
    for line in lines:
        text, own = (line, size) if isinstance(line, str) else line
        placed.append((text, own, 60, y))
        y -= own * 1.7
    return placed


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Writes bytes under a name and gives the path."""

    def written(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return written


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    """`make_pdf` for pages given as lists of lines."""

    def made(*pages: Sequence[str | tuple[str, float]], **options: object) -> bytes:
        return make_pdf([set_page(page) for page in pages], **options)  # type: ignore[arg-type]

    return made


@pytest.fixture
def locked() -> Callable[..., bytes]:
    """Encrypts a PDF with a user password and an owner password."""

    def made(data: bytes, user: str, owner: str = "owner", algorithm: str = "AES-256") -> bytes:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
        writer.encrypt(user, owner, algorithm=algorithm)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    return made
