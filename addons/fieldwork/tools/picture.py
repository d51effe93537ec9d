"""What a picture is, by its bytes: type, size, turn, time and place. No ORM here."""

import io
import warnings
from dataclasses import dataclass
from datetime import datetime

# Odoo loads a few formats of Pillow only; photos of phones come as WebP too.
from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401

MIMETYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# Twice what phones make; more is no photo but an attempt to fill the memory.
MAX_PIXELS = 200_000_000
EXIF_IFD = 0x8769
TAKEN = 0x9003
TAKEN_OFFSET = 0x9011
# Marks of "High Efficiency" pictures, in the box at the start of the file.
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
# What a picture for paper may have: wkhtmltopdf doubles that, and 20 of them make a
# report of less than 3 MB.
MEDIUM_BYTES = 65_000
# Fewer dark points than this are a slip of the finger, no name.
MIN_INK = 40


class BadPicture(Exception):
    """``reason``: ``kind``, ``heic``, ``broken`` or ``pixels``."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass
class Picture:
    """What is known of a picture.

    :param taken: time of the camera, aware where it told its zone; None without
    :param small: a JPEG, turned upright, without what the camera wrote beside it
    :param medium: the same in the size that goes on paper
    """

    mimetype: str
    width: int
    height: int
    taken: datetime | None
    small: bytes
    medium: bytes


def read_picture(data, small=320, medium=720):
    """Return the :class:`Picture` that ``data`` is, read to its last byte.

    :raise BadPicture: it is none, or a broken one
    """
    image = open_picture(data)
    exif = image.getexif()
    taken = _taken(exif.get_ifd(EXIF_IFD))
    mimetype = MIMETYPES[image.format]
    if not is_whole(data, image.format):
        raise BadPicture("broken")
    width, height = image.size
    turned = exif.get(0x0112) in (5, 6, 7, 8)
    _decode(image)
    return Picture(
        mimetype=mimetype,
        width=height if turned else width,
        height=width if turned else height,
        taken=taken,
        medium=_within(image, medium, 60, MEDIUM_BYTES),
        small=_shrunk(image, small, 75),
    )


def open_picture(data):
    """Return ``data`` as a Pillow image of one of our formats, its head read."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        raise BadPicture("heic")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=tuple(MIMETYPES))
    except Image.DecompressionBombError as error:
        raise BadPicture("pixels") from error
    except Exception as error:  # Pillow's readers raise whatever they stumble over
        raise BadPicture("kind") from error
    if image.width * image.height > MAX_PIXELS:
        raise BadPicture("pixels")
    return image


def is_whole(data, kind):
    """Tell whether the end of the picture is there.

    Asked of the bytes: Odoo's reports tell Pillow to put up with missing ends.
    """
    if kind == "PNG":
        return b"IEND\xaeB`\x82" in data
    if kind == "WEBP":
        return int.from_bytes(data[4:8], "little") + 8 <= len(data)
    return data.find(b"\xff\xd9", _scan_of_jpeg(data)) != -1


def _scan_of_jpeg(data):
    """Return where the picture itself begins, behind the small one of the camera."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xDA:
            return place
        if marker == 0xFF or 0xD0 <= marker <= 0xD8:
            place += 1 if marker == 0xFF else 2
            continue
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return len(data)


def _decode(image):
    try:
        image.load()
    except Exception as error:  # see open_picture
        raise BadPicture("broken") from error


def _within(image, side, quality, limit):
    """Return ``image`` shrunk to ``side``, and further while it has too many bytes."""
    data = _shrunk(image, side, quality)
    while len(data) > limit and side > 200:
        side = side * 5 // 6
        data = _shrunk(image, side, quality)
    return data


def _shrunk(image, side, quality):
    picture = image.copy()
    picture.thumbnail((side, side))
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _taken(exif):
    text = str(exif.get(TAKEN) or "").strip("\0 ")
    offset = str(exif.get(TAKEN_OFFSET) or "").strip("\0 ")
    for value, pattern in (
        (text + offset, "%Y:%m:%d %H:%M:%S%z"),
        (text, "%Y:%m:%d %H:%M:%S"),
    ):
        try:
            return datetime.strptime(value, pattern)
        except ValueError:
            continue
    return None


def has_ink(data):
    """Tell whether somebody drew something on the canvas that ``data`` is.

    :raise BadPicture: it is no PNG
    """
    image = open_picture(data)
    if image.format != "PNG" or image.width * image.height > 4_000_000:
        raise BadPicture("kind")
    _decode(image)
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    grey = Image.alpha_composite(white, image).convert("L")
    return sum(grey.histogram()[:160]) >= MIN_INK
