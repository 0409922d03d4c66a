"""From a request to a clip: prices, jobs, renderers, settlement."""
