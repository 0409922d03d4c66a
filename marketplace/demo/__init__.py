"""The demo: an original cast of eight, with the terms, fees and people around them."""
