"""The scripts that draw the demo cast and the brand marks; run ``python -m marketplace.demo.drawing``."""
