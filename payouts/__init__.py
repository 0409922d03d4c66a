"""Everything Stripe, money in and money out, and the people who release it."""
