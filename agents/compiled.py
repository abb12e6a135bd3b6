"""How the model's rules become machine code, and where that code is kept between two starts of the program.

A *rule* is a small function on one row, compiled into whatever calls it. An *entry* is one of the few compiled
functions that Python calls; its machine code is kept on disk, so that the next start takes no half a minute.
Numba keeps an entry although a rule that it calls has changed in another file: so the folder is named after a
hash of every file that can hold rules, and old code is never found again.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

LINE = 64
"""Bytes that a processor fetches from memory at a time."""

AHEAD = 8
"""Rows that are on their way while one is worked on."""

HOUSE = Path(__file__).resolve().parent.parent
UPPER_FLOORS = ("views.py", "engine.py", "model.py", "measures", "study", "report", "lab", "commands")
"""Floors above the rules: a change there leaves the model as it is."""

settings: Any = numba.config

interpreted: bool = bool(settings.DISABLE_JIT)
"""True where NUMBA_DISABLE_JIT asks that the rules run as ordinary Python."""


def rule_files(house: Path = HOUSE) -> Iterator[Path]:
    """Every file, in a fixed order, whose text can end up in compiled code."""
    for folder in ("agents", "simulation"):
        for file in sorted((house / folder).rglob("*.py")):
            floor = file.relative_to(house).parts[1]
            if floor not in UPPER_FLOORS or b"agents.compiled" in file.read_bytes():
                yield file


def fingerprint(house: Path = HOUSE) -> str:
    """16 hexadecimal digits that change with any rule file, its name, and the versions of numba and numpy."""
    digest = hashlib.sha256(f"numba {numba.__version__} numpy {np.__version__}".encode())
    for file in rule_files(house):
        text = file.read_bytes()
        digest.update(f"\n{file.relative_to(house).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]


def user_cache() -> Path:
    """The folder in which this system keeps a user's caches."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def code_folder() -> Path | None:
    """Where compiled entries are kept, made if need be; None where nothing can be written.

    Below NUMBA_CACHE_DIR if the user has set it, else in the user's cache folder.
    """
    try:
        chosen = settings.CACHE_DIR
        folder = (Path(chosen) if chosen else user_cache()) / "berdaya" / fingerprint()
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, RuntimeError):  # RuntimeError: a user without a home folder
        return None
    return folder


CODE_FOLDER: Path | None = None if interpreted else code_folder()


def first_run() -> bool:
    """Whether the model has still to be compiled (half a minute): nothing of this version is kept yet."""
    if interpreted:
        return False
    return CODE_FOLDER is None or next(CODE_FOLDER.rglob("*.nbi"), None) is None


def rule[F: Callable[..., Any]](function: F) -> F:
    """Compile a small function into its callers. Division by zero gives inf or nan, as in numpy.

    A rule makes no array, so numba need not count who holds one (`_nrt`). A rule on the whole world, a NamedTuple of
    arrays, is written into its callers, as handing so many arrays on takes longer than most rules do; Python cannot
    call it, as unpacking them would take longest to compile.
    """
    inside = {"forceinline": True, **CLOSED} if takes_many_arrays(function) else {}
    return compiled(function, _nrt=False, **inside)


def view[F: Callable[..., Any]](function: F) -> F:
    """Compile a function that hands rules a few rows of the world."""
    return compiled(function, inline="always")


def helper[F: Callable[..., Any]](function: F) -> F:
    """Compile a function that may make arrays into its callers."""
    return compiled(function, **(CLOSED if takes_many_arrays(function) else {}))


def entry[F: Callable[..., Any]](function: F) -> F:
    """Compile a function that Python calls and keep its code in CODE_FOLDER (where there is one).

    It lets other threads run meanwhile.
    """
    if CODE_FOLDER is None:
        return compiled(function, nogil=True)
    chosen = settings.CACHE_DIR
    settings.CACHE_DIR = str(CODE_FOLDER)  # numba reads it while it decorates, and only then
    try:
        return compiled(function, nogil=True, cache=True)
    finally:
        settings.CACHE_DIR = chosen


CLOSED = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Numba's options for a function that only compiled code calls."""


def takes_many_arrays(function: Callable[..., Any]) -> bool:
    """Whether a parameter is a NamedTuple, of which each array is seven words to a compiled function."""
    return any(hasattr(kind, "_fields") for kind in function.__annotations__.values())


def compiled(function: Any, **options: Any) -> Any:
    """The function as numba compiles it at its first call."""
    return numba.njit(function, error_model="numpy", **options)


@intrinsic
def fetch(context: Any, rows: Any, i: Any, line: Any) -> Any:
    """Have the processor fetch a line of a row's memory in good time, for compiled code."""

    def generate(context: Any, builder: Any, signature: Any, words: Any) -> Any:
        kind, word, address = signature.args[0], ir.IntType(32), ir.IntType(8).as_pointer()
        size, length = (ir.Constant(ir.IntType(64), number) for number in (kind.dtype.size, LINE))
        start = builder.ptrtoint(make_array(kind)(context, builder, words[0]).data, ir.IntType(64))
        place = builder.add(start, builder.add(builder.mul(words[1], size), builder.mul(words[2], length)))
        call = builder.module.declare_intrinsic(
            "llvm.prefetch", (address,), ir.FunctionType(ir.VoidType(), (address, word, word, word))
        )
        builder.call(call, [builder.inttoptr(place, address), *(ir.Constant(word, n) for n in (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), generate


@view
def reach(rows: Any, i: int, lines: int) -> Any:
    """Row `i`, while so many lines of a row that comes soon are fetched: a large village fits no cache."""
    for line in range(0 if interpreted else lines):
        fetch(rows, i + AHEAD, line)  # type: ignore[call-arg]  # numba passes the context
    return rows[i]
