"""`manage.py relay` and its kin."""
