"""Pictures and signatures made on the spot, and a visit that is being worked on."""

import base64
import io

from PIL import Image, ImageDraw

from .common_orders import FieldworkOrderCommon, at


def photo(kind="JPEG", size=(640, 480), color="steelblue", exif=None, **options):
    """Return the bytes of a picture; ``exif`` is ``{tag: value}`` of its first part,
    with ``taken`` and ``offset`` for the time."""
    image = Image.new("RGB", size, color)
    ImageDraw.Draw(image).rectangle([0, 0, size[0] // 4, size[1] // 8], fill="red")
    if exif:
        head = Image.Exif()
        tags = dict(exif)
        times = {0x9003: tags.pop("taken", None), 0x9011: tags.pop("offset", None)}
        for tag, value in tags.items():
            head[tag] = value
        part = head.get_ifd(0x8769)
        part.update({tag: value for tag, value in times.items() if value})
        options["exif"] = head
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def signature(ink=True, size=(400, 150)):
    """Return a PNG as the canvas gives it: transparent, with a stroke or without."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    if ink:
        draw = ImageDraw.Draw(image)
        draw.line([(20, 100), (120, 30), (220, 110), (380, 40)], "black", 4)
    out = io.BytesIO()
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


class ReportCommon(FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_report()

    @classmethod
    def _set_up_report(cls):
        cls.team.dispatcher_ids = cls.dispatcher
        cls.order = cls._create_order(
            team_id=cls.team.id, equipment_ids=[(4, cls.equipment.id)]
        )
        cls.visit = cls._create_visit(cls.order)
        cls.mine = cls.visit.with_user(cls.technician)
        cls.mine.action_start(at=at(7))
        cls.mine.findings = "Pump is loud"

    def _sign(self, role="customer", visit=None, **kwargs):
        visit = self.mine if visit is None else visit
        values = visit.action_sign(role, "Petra Portal", signature(), **kwargs)
        return self.env["fieldwork.signature"].browse(values["id"])

    def _photo(self, data=None, visit=None, **kwargs):
        """Return the photo that the technician sent."""
        visit = self.mine if visit is None else visit
        values = visit.action_photo(data or photo(), "pump.jpg", **kwargs)
        return self.env["fieldwork.photo"].browse(values["id"])
