{
    "name": "Fieldwork Contracts",
    "summary": "Equipment contracts: what they cover, their terms, and for how long",
    "version": "19.0.1.0.0",
    "category": "Services/Field Service",
    "license": "LGPL-3",
    "author": "Fieldwork",
    "website": "https://fieldwork.example",
    "depends": ["fieldwork_billing"],
    "data": [
        "security/ir.model.access.csv",
        "security/fieldwork_contract_rules.xml",
        "data/fieldwork_contract_data.xml",
        "views/fieldwork_contract_views.xml",
        "views/fieldwork_contract_menus.xml",
    ],
}
