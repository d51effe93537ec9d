{
    "name": "Fieldwork SMS",
    "summary": "Text messages to customers about their appointments",
    "version": "19.0.1.0.0",
    "category": "Services/Field Service",
    "license": "LGPL-3",
    "author": "Fieldwork",
    "website": "https://fieldwork.example",
    "depends": ["fieldwork", "sms"],
    "data": [
        "views/fieldwork_order_type_views.xml",
    ],
    "auto_install": True,
}
