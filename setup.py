"""The optional C walker; everything else about the package is in pyproject.toml."""

from setuptools import Extension, setup

SOURCES = "src/heliograph/tl/c"

setup(
    ext_modules=[
        Extension(
            "heliograph.tl._walker",
            [
                f"{SOURCES}/{name}.c"
                for name in ("module", "plan", "input", "output", "decoder", "encoder")
            ],
            depends=[f"{SOURCES}/{name}.h" for name in ("walker", "input", "output")],
            extra_compile_args=["-std=c11", "-Wall", "-Wextra", "-Wno-unused-parameter"],
            optional=True,
        )
    ]
)
