"""A22, A45: what a file is, is told by its bytes; what is kept can do nothing and tells nothing."""

import zlib
from io import BytesIO
from struct import pack

import pytest
from PIL import Image

from actions.upload_reading import (
    GOOD_BYTES,
    LONGEST_SIDE,
    MOST_PDF,
    MOST_PICTURE,
    FileRefusedError,
    harmless_name,
    read_upload,
)

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def picture(kind="JPEG", size=(40, 30), mode="RGB", **more):
    file = BytesIO()
    Image.new(mode, size, "white").save(file, kind, **more)
    return file.getvalue()


def noisy(size):
    file = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, "PNG")
    return file.getvalue()


def bomb():
    """A PNG of a few kilobytes that says it is 30,000 pixels square."""

    def chunk(kind, body):
        return (
            pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body) & 0xFFFFFFFF)
        )

    head = pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def with_place():
    exif = Image.Exif()
    exif[0x010F] = "小芳的手机"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew(kind):
    given = read_upload(picture(kind), f"证书.{kind.lower()}")
    assert (given.media, given.name) == ("image/jpeg", "证书.jpg")
    assert Image.open(BytesIO(given.body)).size == (40, 30)


def test_a_large_picture_becomes_light():
    given = read_upload(noisy((900, 2100)), "a.png")
    assert max(Image.open(BytesIO(given.body)).size) == LONGEST_SIDE
    assert len(given.body) < MOST_PICTURE / 5
    assert len(read_upload(picture(size=(3000, 4000)), "a.jpg").body) <= GOOD_BYTES


def test_a22_the_place_in_a_photo_is_gone():
    given = read_upload(with_place(), "a.jpg")
    assert dict(Image.open(BytesIO(given.body)).getexif()) == {}
    assert b"Exif" not in given.body


def test_a_photo_lying_on_its_side_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    given = read_upload(picture(size=(40, 30), exif=exif), "a.jpg")
    assert Image.open(BytesIO(given.body)).size == (30, 40)


def test_what_is_transparent_becomes_white():
    given = read_upload(picture("PNG", mode="RGBA"), "a.png")
    assert Image.open(BytesIO(given.body)).mode == "RGB"


def test_a_pdf_stays_as_it_is():
    given = read_upload(PDF, "证书.pdf")
    assert (given.media, given.body, given.name) == ("application/pdf", PDF, "证书.pdf")


def test_a22_a_second_file_behind_a_picture_does_not_come_in():
    given = read_upload(picture() + b"PK\x03\x04<script>alert(1)</script>", "a.jpg")
    assert b"script" not in given.body
    assert b"PK\x03\x04" not in given.body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-kind"),
        (b"<!doctype html><script>alert(1)</script>", "not-a-kind"),
        (b"GIF89a" + b"\0" * 40, "not-a-kind"),
        (b"PK\x03\x04" + b"\0" * 40, "not-a-kind"),
        (b"MZ" + b"\0" * 40, "not-a-kind"),
        (b" %PDF-1.4 %%EOF", "not-a-kind"),
        (b"\xff\xd8\xff" + b"<html>", "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "broken"),
        (picture()[:200], "broken"),
        (PDF + b"<html><script>alert(1)</script></html>", "acts"),
        (PDF + b"x" * 2000, "broken"),
        (b"%PDF-1.4 " + b"x" * 50, "broken"),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>"), "acts"),
        (PDF.replace(b"/Catalog", b"/Catalog /EmbeddedFiles 3 0 R"), "acts"),
        (b"%PDF-1.4" + b"x" * MOST_PDF, "too-big"),
        (b"\xff\xd8\xff" + b"x" * MOST_PICTURE, "too-big"),
        (b"x" * (MOST_PICTURE + 1), "too-big"),
        (bomb(), "too-many-pixels"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a22_a45_what_is_no_picture_and_no_plain_pdf_is_refused(body, code):
    with pytest.raises(FileRefusedError) as refused:
        read_upload(body, "证书.jpg")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("证书.JPG", "证书.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\照片\\我的证.png", "我的证.jpg"),
        ("证" * 300 + ".jpg", "file.jpg"),
        ("证\u202egpj.exe", "file.jpg"),
        ("证\r\nSet-Cookie: x.jpg", "file.jpg"),
        ("证\x00.jpg", "file.jpg"),
        ("", "file.jpg"),
        (".jpg", "file.jpg"),
        ("..", "file.jpg"),
    ],
)
def test_a45_a_name_that_hides_something_is_replaced(name, kept):
    assert harmless_name(name, "jpg") in {kept, "jpg.jpg"}
