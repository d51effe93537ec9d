"""Window actions that open under a title of their own."""


def titled(action, title, **vals):
    """Return a copy of a window action under another title, with other values.

    :param dict action: as ``_for_xml_id`` returns it
    :param str title: what the breadcrumb shows, or the head of the dialog
    :param vals: other keys of the action

    The breadcrumb reads ``display_name``, which an action that was read from the
    database brings along, and a dialog reads ``name``.
    """
    return {**action, **vals, "name": title, "display_name": title}
