"""The optional parts in C; everything else about the package is in pyproject.toml."""

from setuptools import Extension, setup

WALKER = "src/heliograph/tl/c"
FILES = "src/heliograph/storage/sqlite/c"
FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Wno-unused-parameter"]

setup(
    ext_modules=[
        Extension(
            "heliograph.tl._walker",
            [
                f"{WALKER}/{name}.c"
                for name in ("module", "plan", "input", "output", "decoder", "encoder")
            ],
            depends=[f"{WALKER}/{name}.h" for name in ("walker", "input", "output")],
            extra_compile_args=FLAGS,
            optional=True,
        ),
        Extension(
            "heliograph.storage.sqlite._files",
            [f"{FILES}/{name}.c" for name in ("files", "residue", "gathering")],
            depends=[f"{FILES}/files.h"],
            extra_compile_args=FLAGS,
            optional=True,
        ),
    ]
)
