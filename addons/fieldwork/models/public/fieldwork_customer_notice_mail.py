import base64
from collections import defaultdict

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import formataddr


class FieldworkCustomerNotice(models.Model):
    """From a notice to the mail in Odoo's queue."""

    _inherit = "fieldwork.customer.notice"

    def _make(self):
        """Make what is due, and mark what is not needed any more."""
        due = self.browse()
        for notice in self:
            why_not = notice._why_not()
            if why_not:
                notice._guarded_write({"state": "skipped", "note": why_not})
            else:
                due |= notice
        for channel, notices in due.grouped("channel").items():
            getattr(notices, f"_make_{channel}")()

    def _make_mail(self):
        """Queue the mails of these notices; see ``_make``."""
        self._drop_old_mails()
        reachable = self.filtered(lambda n: n.order_id._customer_address())
        (self - reachable)._mark_unreachable(
            self.env._("Neither the contact nor the customer has an e-mail address.")
        )
        for kind, notices in reachable.grouped("kind").items():
            template = notices._template(kind)
            if template:
                notices._queue_mails(template)
            else:
                # Whoever deleted the template wants no mail.
                why = self.env._("The mail template was deleted.")
                notices._guarded_write({"state": "skipped", "note": why})

    def _template(self, kind):
        return self.env.ref(
            f"fieldwork.mail_template_customer_{kind}", raise_if_not_found=False
        )

    def _drop_old_mails(self):
        """Delete the mails of earlier tries: they are made anew, as things stand."""
        self.message_id.unlink()

    def _queue_mails(self, template):
        orders = self.order_id
        links = orders._track_urls()
        rendered = template.with_context(
            fieldwork_notices={notice.order_id.id: notice.id for notice in self},
            fieldwork_links=links,
        )._generate_template(orders.ids, ("subject", "body_html"))
        replies = self._reply_addresses()
        messages = self.env["mail.message"].create(
            [
                notice._prepare_message_vals(
                    rendered[notice.order_id.id], links, replies
                )
                for notice in self
            ]
        )
        mails = self.env["mail.mail"].create(
            [
                notice._prepare_mail_vals(message, rendered[notice.order_id.id])
                for notice, message in zip(self, messages, strict=True)
            ]
        )
        for notice, mail in zip(self, mails, strict=True):
            notice._attach_reports(mail)
            notice._mark_queued(mail.mail_message_id, mail.email_to)
        # Else they would wait for the hour.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _reply_addresses(self):
        """Return ``{order.id: address}``: where Odoo takes the answers to the order,
        else the company's own."""
        orders = self.order_id
        return orders._notify_get_reply_to_batch(
            defaults={o.id: o.company_id._fieldwork_sender() for o in orders},
            author_ids={o.id: o.company_id.partner_id.id for o in orders},
        )

    def _prepare_message_vals(self, rendered, links, replies):
        """Return the values of the message in the order's chatter (hook).

        Answers find the order by it. The secret of the link is not for colleagues:
        here the button leads to the page for people who are signed in.
        """
        self.ensure_one()
        order, company = self.order_id, self.company_id
        link = links[order.id]
        body = rendered["body_html"].replace(
            link, order.get_base_url() + order.access_url
        )
        return {
            "model": order._name,
            "res_id": order.id,
            "record_name": order.name,
            "subject": rendered["subject"],
            "body": body,
            "message_type": "auto_comment",
            "subtype_id": self.env.ref("mail.mt_comment").id,
            "author_id": company.partner_id.id,
            "email_from": company._fieldwork_sender(),
            "reply_to": replies[order.id],
            "record_company_id": company.id,
            "record_alias_domain_id": company.alias_domain_id.id,
        }

    def _prepare_mail_vals(self, message, rendered):
        """Return the values of the mail in the queue, deleted once sent (hook)."""
        order = self.order_id
        recipient = order._customer_recipient()
        return {
            "mail_message_id": message.id,
            "is_notification": True,
            "subject": rendered["subject"],
            "body_html": rendered["body_html"],
            "email_from": message.email_from,
            "reply_to": message.reply_to,
            "email_to": formataddr((recipient.name or "", order._customer_address())),
            "auto_delete": True,
        }

    def _attach_reports(self, mail):
        """Put the reports of the finished visits with the mail."""
        if self.kind != "done":
            return
        visits = self._visits_to_show()
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": visit._report_file_name(),
                    "mimetype": "application/pdf",
                    "datas": base64.b64encode(visit._report_pdf()),
                    "res_model": self.order_id._name,
                    "res_id": self.order_id.id,
                }
                for visit in visits
            ]
        )
        # Of the message too, which stays: the chatter shows what was sent.
        mail.attachment_ids = [Command.link(item.id) for item in attachments]

    # ------------------------------------------------------------------
    # What became of it
    # ------------------------------------------------------------------

    def _mark_queued(self, message, address):
        """Remember what was made, and what the customer knows with it."""
        self.ensure_one()
        self._guarded_write(
            {
                "state": "queued",
                "message_id": message.id,
                "sent_to": address,
                "note": False,
            }
        )
        if self.kind in ("planned", "changed"):
            self._visits_to_show()._remember_told()

    def _mark_sent(self):
        self._guarded_write(
            {"state": "sent", "sent_at": fields.Datetime.now(), "note": False}
        )

    def _mark_unreachable(self, why):
        """Nobody to tell: the dispatcher reads it on the order, once for each."""
        known = {
            (notice.order_id, notice.channel)
            for notice in self.order_id.customer_notice_ids
            if notice.no_address
        }
        lines = defaultdict(list)
        for notice in self:
            notice._guarded_write({"state": "skipped", "note": why, "no_address": True})
            if (notice.order_id, notice.channel) not in known:
                known.add((notice.order_id, notice.channel))
                lines[notice.order_id].append(notice._unreachable_text(why))
        self.order_id._log_each(lines)

    def _unreachable_text(self, why):
        """Return what stands in the log when there is nobody to tell (hook)."""
        return self.env._(
            "%(customer)s could not be told by mail: %(why)s",
            customer=self.order_id._customer_recipient().display_name,
            why=why,
        )
