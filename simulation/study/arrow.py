"""Columns between numpy and Parquet, built from buffers: pyarrow would import pandas, which takes seconds."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

_ARROW = {"float64": pa.float64(), "int64": pa.int64(), "int32": pa.int32()}


def numbers(values: np.ndarray) -> pa.Array:
    """Numbers (float64, int64 or int32) as Arrow has them."""
    buffer = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(_ARROW[values.dtype.name], len(values), [None, buffer])


def texts(words: Sequence[str]) -> pa.Array:
    """Texts as Arrow has them: where each ends, and all letters."""
    letters = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, letters)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(words), pa.py_buffer(ends), pa.py_buffer(b"".join(letters)))


def named(ranks: np.ndarray, words: Sequence[str]) -> pa.Array:
    """One of a few words in every row, by its rank int32 (n,)."""
    return pa.DictionaryArray.from_arrays(numbers(ranks), texts(words))


def array(column: pa.ChunkedArray) -> np.ndarray:
    """A column of numbers without gaps as numpy has it."""
    kind = np.dtype(str(column.type).replace("double", "float64"))
    parts = [np.frombuffer(c.buffers()[1], kind)[c.offset : c.offset + len(c)] for c in column.chunks if len(c)]
    return np.concatenate(parts) if parts else np.empty(0, kind)


def put(file: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make a file: it is there whole, on the disk, or not at all."""
    half = file.with_name(f".{file.name}.half")
    try:
        write(half)
        with open(half, "rb+") as written:
            os.fsync(written.fileno())
        os.replace(half, file)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Make sure that a new name survives a power cut; Windows needs and knows no such thing."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
