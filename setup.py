"""The optional C walker; everything else about the package is in pyproject.toml."""

from setuptools import Extension, setup

SOURCES = "src/heliograph/tl/c"

setup(
    ext_modules=[
        Extension(
            "heliograph.tl._walker",
            [f"{SOURCES}/{name}.c" for name in ("module", "plan", "read", "write")],
            depends=[f"{SOURCES}/walker.h"],
            extra_compile_args=["-std=c11", "-Wall", "-Wextra", "-Wno-unused-parameter"],
            optional=True,
        )
    ]
)
