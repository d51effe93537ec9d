"""The report of a visit with many photos, as Debian's wkhtmltopdf prints it."""

import base64
import io
import random
import time

from PIL import Image

from devtools.bench import benchmark

PHOTOS = 20
ROUNDS = 3


def camera_photo(number):
    """Return a JPEG of twelve megapixels with as much detail as cameras give."""
    rng = random.Random(number)
    image = Image.effect_noise((1000, 750), 30 + number).resize((4000, 3000))
    image = image.convert("RGB")
    for _patch in range(40):
        box = [rng.randrange(3600), rng.randrange(2700)]
        color = tuple(rng.randrange(256) for _channel in range(3))
        image.paste(color, (*box, box[0] + 400, box[1] + 300))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def visit_with_photos(env):
    partner = env["res.partner"].create({"name": "Customer", "is_company": True})
    person = env["resource.resource"].create(
        {"name": "Technician", "fieldwork_kind": "technician"}
    )
    order = env["fieldwork.order"].create({"partner_id": partner.id})
    order.action_confirm()
    visit = order.plan("2026-03-10 08:00:00", technicians=person)
    visit.action_start()
    seconds = 0
    for number in range(PHOTOS):
        data = base64.b64encode(camera_photo(number)).decode()
        start = time.perf_counter()
        visit.action_photo(data, f"{number}.jpg", "before" if number < 10 else "after")
        seconds += time.perf_counter() - start
    visit.findings = "Pump is loud. " * 40
    env.flush_all()
    return visit, seconds / PHOTOS


@benchmark("report of 20 photos", unit="s", at_most=4)
def report_time(env):
    visit, each = visit_with_photos(env)
    visit = visit.with_context(force_report_rendering=True)
    runs = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        start = time.perf_counter()
        pdf = visit._report_pdf()
        runs.append(time.perf_counter() - start)
    assert pdf.startswith(b"%PDF"), "no PDF"
    return min(runs), f"{len(pdf) / 1e6:.1f} MB, a photo is taken in {each:.2f} s"


@benchmark("report of 20 photos: size", unit="MB", at_most=3)
def report_size(env):
    visit, _each = visit_with_photos(env)
    pdf = visit.with_context(force_report_rendering=True)._report_pdf()
    assert pdf.startswith(b"%PDF"), "no PDF"
    return len(pdf) / 1e6
