"""The books: accounts, entries, holds, grants. Knows no characters, no jobs, no Stripe."""
