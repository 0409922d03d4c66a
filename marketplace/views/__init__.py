"""Pages of the shop window, one module a subject."""
