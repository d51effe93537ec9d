"""What the scenarios stand on: a served database, people at its pages, its mails."""
