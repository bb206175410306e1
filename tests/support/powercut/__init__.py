"""A disk that remembers what was written, what was synced and what was acknowledged, and in
which order, so that its state after a power cut at any moment can be rebuilt and examined."""
