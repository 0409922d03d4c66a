"""Every change to the books."""
