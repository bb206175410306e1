"""Reference tables shipped with the package: the methods of the API, and which are real."""
