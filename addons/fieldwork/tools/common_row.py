"""What two people do at once, one after the other."""

from odoo.tools import SQL


def one_at_a_time(records):
    """Let only one of the transactions that settle something about ``records`` win.

    Under REPEATABLE READ two of them would decide each by what was there before
    either, and a lock alone does not help: who waited for it goes on reading the old
    picture. Writing the same row does: PostgreSQL refuses the second one and the
    framework runs it again, on what the first one left.

    The rows are written as they are, so that nobody's cache gets old, in the order of
    their ids, so that two batches do not wait for each other.
    """
    ids = tuple(records._origin.ids)
    if ids:
        table = SQL.identifier(records._table)
        records.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET write_date = write_date WHERE id IN ("
                "SELECT id FROM %(table)s WHERE id IN %(ids)s "
                "ORDER BY id FOR NO KEY UPDATE)",
                table=table,
                ids=ids,
            )
        )
