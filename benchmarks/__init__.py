"""How fast, how large: each figure beside a peer or a limit measured in the same run. `python -m benchmarks --help`."""
