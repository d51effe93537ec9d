from freezegun import freeze_time

from .common_programme import ProgrammeCommon


class RenewalCommon(ProgrammeCommon):
    """A bakery whose contract of 2026 renews itself for a year at a time, unless notice
    is given sixty days before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract(
            active=True,
            renewal="automatic",
            renewal_months=12,
            notice_days=60,
            user_id=cls.manager.id,
        )
        cls.company.email = "office@firm.example"
        cls.customer.write({"email": "lindt@bakery.example", "lang": "en_US"})

    def _run(self, *days, cron="contract_states", hour="03:00:00"):
        """Let the night of each of ``days`` pass."""
        for day in days:
            with freeze_time(f"{day} {hour}"), self.enter_registry_test_mode():
                self.env.ref(
                    f"fieldwork_contract.ir_cron_{cron}"
                ).method_direct_trigger()
            self.env.invalidate_all()

    def _next(self):
        """Return the contract that follows, as the superuser reads it."""
        return self.contract.sudo().renewed_by_id

    def _mails(self, contract=None):
        """Return what is mailed to the customer; managers are told of activities."""
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", "fieldwork.contract"),
                    ("res_id", "=", (contract or self.contract).id),
                    ("email_to", "like", "bakery.example"),
                ],
                order="id",
            )
        )
