"""Who types a command: what is noted in the log of what operators did."""

import os
import pwd


def actor() -> str:
    """Who of the machine's users types this, and who they were before sudo."""
    uid = os.getuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = "?"
    before = os.environ.get("SUDO_USER")
    by = f" by sudo of {before}" if before else ""
    return f"{name} (uid {uid}){by}"
