"""Everything that only looks."""
