{
    "name": "Fieldwork Timesheet",
    "summary": "Technicians' work time as timesheets",
    "version": "19.0.1.0.0",
    "category": "Services/Field Service",
    "license": "LGPL-3",
    "author": "Fieldwork",
    "website": "https://fieldwork.example",
    "depends": ["fieldwork", "hr_timesheet"],
    "data": [
        "data/ir_cron.xml",
        "data/mail_activity_type_data.xml",
        "views/account_analytic_line_views.xml",
        "views/fieldwork_order_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "auto_install": True,
}
