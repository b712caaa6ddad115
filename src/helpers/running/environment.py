"""The environment that every kernel of a run gets, so that its outputs do not hang on the machine."""

from __future__ import annotations

import os
from collections.abc import Mapping

# 2024-10-03T00:00:00Z, the article's day: what tools that must print a clock print instead.
SOURCE_DATE_EPOCH = "1727913600"

FIXED = {
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH,
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "TZ": "UTC",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no advice about debuggers in the log
    # One thread: reproducible sums, and no thread pool in the process that forks kernels.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}


def kernel_environment(folder: str, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables of a kernel whose private files (IPython profile) go to ``folder``."""
    kept = dict(os.environ if base is None else base)
    kept.update(FIXED)
    kept["IPYTHONDIR"] = os.path.join(folder, "ipython")
    return kept
