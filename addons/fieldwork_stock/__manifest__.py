{
    "name": "Fieldwork Stock",
    "summary": "Vans, reservations and consumption of the parts of service orders",
    "version": "19.0.1.0.0",
    "category": "Services/Field Service",
    "license": "LGPL-3",
    "author": "Fieldwork",
    "website": "https://fieldwork.example",
    "depends": ["fieldwork", "stock"],
    "data": [
        "data/stock_data.xml",
        "views/stock_quant_views.xml",
        "views/resource_resource_views.xml",
        "views/fieldwork_stock_menus.xml",
    ],
}
