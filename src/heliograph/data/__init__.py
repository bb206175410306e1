"""Reference tables shipped with the package: the method list and the DSA statement schema."""
