"""What cannot be done in trust and safety, and why; the text is for whoever asked."""


class SafetyRefused(Exception):
    """The act is not allowed or makes no sense."""


class NothingThere(SafetyRefused):
    """What was pointed at does not exist, or is not for whoever pointed at it."""
