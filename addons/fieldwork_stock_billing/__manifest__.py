{
    "name": "Fieldwork Stock Billing",
    "summary": "Parts of an accepted quotation are delivered by the visit, once",
    "version": "19.0.1.0.0",
    "category": "Services/Field Service",
    "license": "LGPL-3",
    "author": "Fieldwork",
    "website": "https://fieldwork.example",
    "depends": ["fieldwork_billing", "fieldwork_stock", "sale_stock"],
    "auto_install": True,
}
