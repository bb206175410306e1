"""What `bench/run.py` is made of: a lean client, scenarios, and the measuring of a server."""
