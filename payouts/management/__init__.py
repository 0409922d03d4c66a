"""Commands of the payouts app."""
