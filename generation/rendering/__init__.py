"""Renderers: a spec in, frames and facts out. The only room where `torch` and `diffusers` may be imported."""
