{
    "name": "Fieldwork: assets for tests",
    "summary": "Takes a missing file out of the bundles that tests load",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "Fieldwork",
    "website": "https://fieldwork.example",
    "depends": ["mail"],
    # Debian's package of Odoo leaves this file out. Pages only log an error, but a
    # tour or a Hoot run fails on any error. Not in addons/: nobody installs it but
    # the test runner.
    "assets": {
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
}
