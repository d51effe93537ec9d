def post_init_hook(env):
    """Have the time that was there before written to the timesheets.

    Not here: years of it are written in batches, after the installation.
    """
    env["fieldwork.worklog"]._trigger_timesheet()
