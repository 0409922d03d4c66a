"""`manage.py check_ledger`."""
