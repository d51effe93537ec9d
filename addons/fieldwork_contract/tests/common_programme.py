from .common import ContractCommon


class ProgrammeCommon(ContractCommon):
    """A bakery with a contract that runs, on its boiler, over 2026 and 2027."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._running_contract()
        cls.occurrences = cls.env["fieldwork.contract.occurrence"]

    @classmethod
    def _running_contract(cls, **vals):
        contract = cls._create_contract(date_end="2027-12-31", **vals).sudo()
        contract._guarded_write({"state": "active"})
        return contract

    @classmethod
    def _create_line(cls, months="4 10", **vals):
        """Return a line due on the first of ``months``, on the boiler."""
        names = cls.env["fieldwork.contract.line"]._fields
        ticks = [name for name in names if name.startswith("month_")]
        ticked = {ticks[int(month) - 1]: True for month in months.split()}
        return cls.env["fieldwork.contract.line"].create(
            {
                "name": "Service",
                "contract_id": cls.contract.id,
                "order_type_id": cls.order_type.id,
                "equipment_ids": [(6, 0, cls.equipment.ids)],
                "shift_policy": "none",
                **ticked,
                **vals,
            }
        )

    def _dates(self, line, *states):
        """Return ``[(key, date), …]`` of a line's dates, as texts."""
        found = self.occurrences.search([("root_line_id", "=", line.root_id.id)])
        return [
            (one.key, str(one.date))
            for one in found
            if not states or one.state in states
        ]

    def _generate(self, contract=None):
        return (contract or self.contract)._generate_programme()

    def _create_meter(self, *readings):
        """Return a counter of the boiler with ``(moment, value)`` read."""
        meter = self.env["fieldwork.meter"].create(
            {"equipment_id": self.equipment.id, "name": "Hours", "kind": "counter"}
        )
        self.env["fieldwork.meter.reading"].create(
            [
                {"meter_id": meter.id, "date": day, "value": value}
                for day, value in readings
            ]
        )
        return meter
