"""How one contract follows on another, and that the old one stays as it was."""

from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.fieldwork.tests.common_orders import at

from .common_renewal import RenewalCommon


@tagged("post_install", "-at_install")
class TestRenewal(RenewalCommon):
    def test_it_renews_itself_on_the_day_and_once(self):
        self._run("2026-12-31")
        self.assertFalse(self._next())
        self._run("2027-01-01", "2027-01-01", "2027-01-02")
        following = self._next()
        self.assertEqual(len(self.contract.sudo().next_ids), 1)
        self.assertRecordValues(
            following | self.contract,
            [
                {
                    "state": "active",
                    "date_start": date(2027, 1, 1),
                    "date_end": date(2027, 12, 31),
                    "root_id": self.contract.id,
                    "chain_count": 2,
                },
                {
                    "state": "expired",
                    "date_start": date(2026, 1, 1),
                    "date_end": date(2026, 12, 31),
                    "root_id": self.contract.id,
                    "chain_count": 2,
                },
            ],
        )

    def test_after_days_without_a_server_nothing_is_missing(self):
        self._create_line("1")
        self._run("2027-01-20")
        following = self._next()
        self.assertEqual(following.date_start, date(2027, 1, 1))
        with freeze_time("2027-01-20 03:00:00"):
            orders = self._generate(following)
        self.assertEqual(orders.occurrence_ids.key, "D2027-01-01")

    def test_it_is_the_day_of_the_company(self):
        self.company.partner_id.tz = "America/Santiago"
        self._run("2027-01-01", hour="02:30:00")  # 23:30 on the last day there
        self.assertNotEqual(self.contract.state, "expired")
        self._run("2027-01-01", hour="03:30:00")
        self.assertEqual(self.contract.state, "expired")

    def test_the_old_one_stays_as_it_was(self):
        self.env["ir.attachment"].create(
            {
                "name": "signed.pdf",
                "raw": b"signed",
                "res_model": "fieldwork.contract",
                "res_id": self.contract.id,
            }
        )
        self.contract.write(
            {
                "cover_ids": [
                    Command.create(
                        {
                            "labour": True,
                            "cap_period": "year",
                            "cap_unit": "visits",
                            "cap_limit": 4,
                        }
                    )
                ],
                "rate_ids": [
                    Command.create(
                        {"kind": "labour", "product_id": self.labour.id, "clause": "7"}
                    )
                ],
            }
        )
        self._create_line("4 10")
        self._create_fee()
        with freeze_time("2026-03-20 08:00:00"):
            order = self._generate()
            self.contract.sudo()._update_fee_charges()
        self._done_visit(60, start=at(9, day=1, month=4), order=order)
        self.env.flush_all()
        before = self._whole()
        self._run("2026-11-01", "2027-01-01")
        self.assertTrue(self._next().cover_ids.labour)
        self.assertEqual(self._next().rate_ids.clause, "7")
        self.assertEqual(self._whole(), before)

    def _create_fee(self):
        return (
            self.env["fieldwork.contract.fee"]
            .with_user(self.manager)
            .create(
                {
                    "contract_id": self.contract.id,
                    "product_id": self.labour.id,
                    "price_unit": 310,
                }
            )
        )

    def test_fees_go_on_without_a_gap(self):
        self._create_fee()
        self._run("2027-01-01")
        both = self.contract.sudo() | self._next()
        both._update_fee_charges(date(2027, 2, 28))
        charges = both.fee_charge_ids.sorted("date_from")
        self.assertEqual(charges.mapped("amount"), [310.0] * 14)
        self.assertEqual(len(set(charges.mapped("source_key"))), 14)
        self.assertEqual(len(self.contract.sudo().fee_charge_ids), 12)
        self.assertEqual(self._next().fee_ids.root_fee_id, self.contract.sudo().fee_ids)

    def _whole(self):
        """Return all that is stored of the contract and what belongs to it."""
        self.env.flush_all()
        self.env.invalidate_all()
        contract = self.contract.sudo()
        orders = contract.order_ids.sorted("id")
        records = [
            contract,
            contract.cover_ids,
            contract.cover_ids.counter_ids,
            contract.coverage_ids,
            contract.rate_ids,
            contract.fee_ids,
            contract.fee_charge_ids,
            contract.programme_line_ids,
            contract.occurrence_ids.filtered(lambda one: one.state == "done"),
            orders,
            orders.visit_ids,
            orders.charge_ids,
            self.env["ir.attachment"].search(
                [("res_model", "=", contract._name), ("res_id", "=", contract.id)]
            ),
        ]
        return [self._stored(record) for rows in records for record in rows]

    def _stored(self, record):
        # What the day does to it, and how often it was looked at.
        passing = {
            *("state", "reminded_on", "write_date", "write_uid", "refresh_from"),
            # Made when the first mail about it is written.
            *("is_changed", "pending_since", "access_token", "fee_changed"),
        }
        names = [
            name
            for name, field in record._fields.items()
            if field.store
            and field.column_type
            and not name.startswith("activity_")
            and (name not in passing or record._name != "fieldwork.contract")
            and name not in passing
        ]
        return record._name, record.id, record.read(names)[0]

    def test_the_seam_loses_and_doubles_nothing(self):
        line = self._create_line("1 2 3 4 5 6 7 8 9 10 11 12", day_of_month=31)
        self._create_line(
            rule="interval", anchor="fixed", every=10, unit="day", name="Tens"
        )
        nights = [f"2026-{month:02}-15" for month in range(4, 13)]
        nights += ["2026-12-31", "2027-01-01", "2027-01-15", "2027-02-15"]
        for night in nights:
            self._run(night)
            self._run(night, cron="generate_programme", hour="04:00:00")
            if night < "2026-12-31":
                orders = self.contract.sudo().order_ids
                with freeze_time(f"{night} 09:00:00"):
                    orders.filtered(lambda order: order.state == "ready").action_done()
        self.assertEqual(self._next().state, "active")
        found = self.occurrences.search([("root_line_id", "=", line.id)])
        days = [str(one.nominal_date) for one in found if str(one.date) < "2027-05"]
        self.assertEqual(
            days,
            [f"2026-{d}" for d in self._month_ends()[2:]]
            + [f"2027-{d}" for d in self._month_ends()[:4]],
        )
        tens = self.occurrences.search([("line_id.name", "=", "Tens")])
        gaps = {
            (later.nominal_date - one.nominal_date).days
            for one, later in zip(tens, tens[1:], strict=False)
        }
        self.assertEqual(gaps, {10})
        self.assertEqual(
            tens.contract_id, self.contract | self._next(), "both made some"
        )

    def _month_ends(self):
        return (
            "01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31"
        ).split()

    def test_cycles_go_on_from_the_last_one(self):
        line = self._create_line(
            rule="interval", anchor="floating", every=4, unit="month"
        )
        with freeze_time("2026-03-20 08:00:00"):
            order = self._generate()
        with freeze_time("2026-10-05 10:00:00"):
            order.action_done()
            self.contract.programme_line_ids._refresh_occurrences()
        # Four months after it was done is beyond the end.
        self.assertEqual(self._dates(line), [("C1", "2026-03-10")])
        self._run("2027-01-01")
        with freeze_time("2027-01-01 04:00:00"):
            self._next().programme_line_ids._refresh_occurrences()
        self.assertEqual(
            self._dates(line), [("C1", "2026-03-10"), ("C2", "2027-02-05")]
        )

    def test_a_cycle_still_to_be_done_is_done_under_the_next_one(self):
        line = self._create_line(
            rule="interval", anchor="floating", every=9, unit="month"
        )
        with freeze_time("2026-03-20 08:00:00"):
            self._generate().action_done()
            line._refresh_occurrences()
        self.assertEqual(self._dates(line, "planned"), [("C2", "2026-12-20")])
        self._run("2027-01-01")
        one = self.occurrences.search([("state", "!=", "done")])
        self.assertEqual((one.state, one.key), ("planned", "C2"))
        self.assertEqual(one.contract_id, self._next())
        with freeze_time("2027-01-02 04:00:00"):
            order = self._generate(self._next())
        self.assertEqual(order.contract_id, self._next())

    def test_meters_go_on_whichever_contract_is_looked_at(self):
        meter = self.env["fieldwork.meter"].create(
            {"equipment_id": self.equipment.id, "name": "Hours", "kind": "counter"}
        )
        for day, value in (("2026-03-10", 0), ("2026-06-10", 920)):
            with freeze_time(f"{day} 08:00:00"):
                self.env["fieldwork.meter.reading"].create(
                    {"meter_id": meter.id, "value": value}
                )
        line = self._create_line(months="", rule="meter", meter_every=2900)
        with freeze_time("2026-11-01 08:00:00"):
            line._refresh_occurrences()
            self.assertEqual(self._dates(line)[0][0], "C1")
            self.contract.action_renew()
            self._next().action_activate()
        # Both run on the first day of the new one: the night of the states is late.
        with freeze_time("2027-01-01 04:00:00"):
            lines = (self.contract.sudo() | self._next()).programme_line_ids
            lines._refresh_occurrences()
            self.env.flush_all()
        self.assertEqual([key for key, _day in self._dates(line)], ["C1"])

    def test_orders_nobody_has_begun_are_done_under_the_next_one(self):
        self._create_line("12", day_of_month=20)
        with freeze_time("2026-12-01 08:00:00"):
            order = self._generate()
        self.assertEqual(order.contract_id, self.contract)
        self._run("2027-01-01")
        following = self._next()
        self.assertEqual(order.contract_id, following)
        self.assertEqual(order.occurrence_ids.contract_id, following)
        self.assertEqual(order.occurrence_ids.state, "generated")

    def test_services_and_pauses_that_last_beyond_the_end_go_on(self):
        line = self._create_line("1 2", date_to="2027-01-31")
        over = self._create_line("5", date_to="2026-06-30", name="Over")
        for own in (False, line.id):
            self.env["fieldwork.contract.pause"].create(
                {
                    "contract_id": self.contract.id,
                    "line_id": own,
                    "date_from": "2026-12-20",
                    "date_to": "2027-01-10",
                    "reason": "Closed",
                }
            )
        self._run("2027-01-01")
        new = self._next().programme_line_ids
        self.assertEqual(new.origin_line_id, line)
        self.assertNotIn(over, new.origin_line_id)
        self.assertEqual(new.date_to, date(2027, 1, 31))
        self.assertEqual(len(self._next().pause_ids), 2)
        self.assertEqual(self._next().pause_ids.line_id, new)
        with freeze_time("2027-01-01 04:00:00"):
            new._refresh_occurrences()
        self.assertEqual(new.occurrence_ids.mapped("skip_kind"), ["pause"])

    def test_the_names_of_services_stay_translated(self):
        self.env["res.lang"]._activate_lang("es_ES")
        line = self._create_line("4", name="Cleaning")
        line.with_context(lang="es_ES").name = "Limpieza"
        self._run("2027-01-01")
        new = self._next().programme_line_ids
        self.assertEqual(new.with_context(lang="es_ES").name, "Limpieza")
        self.assertEqual(new.name, "Cleaning")

    def test_one_that_cannot_be_renewed_says_so_once(self):
        whole = self._create_contract(
            active=True, renewal="automatic", user_id=self.manager.id
        )
        self.contract.user_id = False
        self._run("2027-01-01")
        told = len(self.contract.message_ids)
        self._run("2027-01-02")
        self.assertEqual(len(self.contract.message_ids), told)
        self.assertEqual(whole.sudo().renewed_by_id.state, "active")
        self.assertEqual(self.contract.state, "active")
        self.assertIn("choose a manager", self.contract.renewal_error)
        self.assertEqual(len(self.contract.activity_ids), 1)
        self.contract.user_id = self.manager
        self._run("2027-01-03")
        self.assertEqual(self._next().state, "active")
        self.assertFalse(self.contract.renewal_error)

    def test_a_fault_of_any_kind_stops_no_other(self):
        whole = self._create_contract(
            active=True, renewal="automatic", user_id=self.manager.id
        )
        model, bad = type(self.contract), self.contract
        prepare = model._prepare_renewal_vals

        def broken(contract):
            if contract == bad:
                raise ValueError("The tank is on fire.")
            return prepare(contract)

        with patch.object(model, "_prepare_renewal_vals", broken):
            self._run("2027-01-01")
        self.assertEqual(whole.sudo().renewed_by_id.state, "active")
        self.assertEqual(bad.renewal_error, "The tank is on fire.")
        self.assertEqual(bad.state, "active")

    # ------------------------------------------------------------------
    # What is left of a limit
    # ------------------------------------------------------------------

    def _cap(self, **vals):
        self.contract.write(
            {
                "cover_ids": [
                    Command.create(
                        {
                            "labour": True,
                            "cap_period": "year",
                            "cap_unit": "visits",
                            "cap_limit": 2,
                            **vals,
                        }
                    )
                ]
            }
        )

    def _visits(self, year, *days):
        return [
            self._done_visit(
                60,
                start=datetime(year, 3, day, 9),
                equipment_ids=[Command.set(self.equipment.ids)],
            ).order_id.sudo()
            for day in days
        ]

    def test_what_is_left_goes_on_where_that_is_agreed(self):
        self._cap(carry_over=True)
        self._visits(2026, 10)
        self._run("2027-01-01", hour="12:00:00")
        cover = self._next().cover_ids
        with freeze_time("2027-03-01"):
            self.assertIn("3 visits of 3 visits", cover._left_on(date(2027, 3, 1)))
        with freeze_time("2027-03-09"):
            orders = self._visits(2027, 10, 11, 12, 15)
        reasons = [self._charges(order).reason for order in orders]
        self.assertIn("visit 3 of 3", reasons[2])
        self.assertIn("3 of 3 visits of 2027 are used", reasons[3])
        # All of them are used: nothing goes on into the year after.
        self._run("2028-01-01")
        last = self._next().renewed_by_id.cover_ids
        self.assertEqual(last._limit(date(2028, 1, 1)), 2)

    def test_what_is_left_of_the_first_year_only(self):
        self._cap(carry_over=True)
        self.contract.renewal_months = 24
        self._run("2027-01-01")
        cover = self._next().cover_ids
        self.assertEqual(cover._limit(date(2027, 1, 1)), 4)
        self.assertEqual(cover._limit(date(2028, 1, 1)), 2)

    def test_what_is_left_ends_where_nothing_is_agreed(self):
        self._cap()
        self._run("2027-01-01")
        self.assertEqual(self._next().cover_ids._limit(date(2027, 1, 1)), 2)
        self.assertEqual(
            self._next().cover_ids.origin_cover_id, self.contract.cover_ids
        )

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    def test_a_draft_is_not_activated_by_the_day(self):
        self.contract.action_renew()
        self._run("2027-01-01")
        draft = self._next()
        self.assertEqual(draft.state, "draft")
        self.assertEqual(self.contract.state, "expired")
        self.assertIn("has ended", draft.activity_ids.summary)

    def test_activated_late_it_takes_up_what_was_left(self):
        line = self._create_line("12", day_of_month=20)
        self.contract.action_renew()
        with freeze_time("2026-10-01 04:00:00"):
            line._refresh_occurrences()
        self._run("2027-01-01")
        self.assertEqual(self.occurrences.search([]).mapped("skip_kind"), ["ended"])
        with freeze_time("2027-01-10 08:00:00"):
            self._next().action_activate()
        one = self.occurrences.search([])
        self.assertEqual((one.state, one.contract_id), ("planned", self._next()))

    def test_a_draft_that_is_moved_makes_nothing_up(self):
        self._create_line("1 2 3")
        self.contract.action_renew()
        draft = self._next()
        draft.date_start = "2027-02-15"
        with freeze_time("2027-02-01 08:00:00"):
            draft.action_activate()
            draft.programme_line_ids._refresh_occurrences()
        self.assertEqual(draft.occurrence_ids[:1].key, "D2027-03-01")

    def test_it_cannot_begin_before_the_old_one_ends(self):
        self.contract.action_renew()
        draft = self._next()
        draft.date_start = "2026-12-31"
        with self.assertRefused(UserError, "begins before"):
            draft.action_activate()

    def test_renewed_by_two_at_once_there_is_one(self):
        self.contract._renew()
        vals = {
            **self.contract.copy_data()[0],
            **self.contract._prepare_renewal_vals(),
        }
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self.contract._guarded_create([vals]).flush_recordset()
        # Who has not seen the other one is told to try again, and then why not.
        with (
            patch.object(type(self.contract), "_check_renewable"),
            self.assertRaises(ConcurrencyError),
        ):
            self.contract._renew()
        with self.assertRefused(UserError, "renewed already"):
            self.contract.action_renew()

    def test_cancelled_it_can_be_renewed_again(self):
        line = self._create_line("1 2")
        self.contract.action_renew()
        first = self._next()
        first.action_activate()
        with freeze_time("2026-11-01 08:00:00"):
            first.programme_line_ids._refresh_occurrences()
        self.assertEqual(len(first.occurrence_ids), 2)
        first.with_user(self.manager).action_cancel()
        self.assertFalse(self._next())
        self.assertFalse(first.occurrence_ids)
        self.contract.action_renew()
        second = self._next()
        self.assertNotEqual(second, first)
        with self.assertRefused(UserError, "renewed already"):
            first.action_draft()
        second.action_activate()
        with freeze_time("2026-11-01 08:00:00"):
            second.programme_line_ids._refresh_occurrences()
        self.assertEqual(len(self._dates(line, "planned")), 2)

    def test_what_has_begun_is_not_cancelled(self):
        with self.assertRefused(UserError, "only a renewal that has not begun"):
            self.contract.action_cancel()
        self._run("2027-01-01")
        with (
            freeze_time("2027-01-05"),
            self.assertRefused(UserError, "only a renewal that has not begun"),
        ):
            self._next().action_cancel()

    def test_the_chain_is_shown_from_any_of_it(self):
        self._run("2027-01-01", "2028-01-01")
        last = self._next().renewed_by_id
        self.assertEqual(last.root_id, self.contract)
        self.assertEqual(last.chain_count, 3)
        action = last.action_view_chain()
        self.assertEqual(action["display_name"], "Chain of Renewals")
        chain = last.search(action["domain"])
        self.assertEqual(len(chain), 3)

    def test_queries_of_a_renewal_do_not_grow_with_the_others(self):
        def cost(number):
            contracts = self.contract.browse()
            for _number in range(number):
                contracts |= self._create_contract(
                    active=True, renewal="automatic", user_id=self.manager.id
                )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            contracts.sudo()._renew()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        few, many = cost(2), cost(12)
        # The numbers are drawn at once, the contracts written at once.
        self.assertLessEqual(many - few, 30)
