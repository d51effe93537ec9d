{
    "name": "Fieldwork Suite",
    "summary": "Installs all of Fieldwork at once",
    "version": "19.0.1.0.0",
    "category": "Services/Field Service",
    "license": "LGPL-3",
    "author": "Fieldwork",
    "website": "https://fieldwork.example",
    "depends": [
        "fieldwork",
        "fieldwork_billing",
        "fieldwork_contract",
        "fieldwork_sms",
        "fieldwork_stock",
        "fieldwork_stock_billing",
        "fieldwork_timesheet",
    ],
}
