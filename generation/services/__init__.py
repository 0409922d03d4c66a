"""Everything that changes a quote, a job or a clip."""
