"""A Dask cluster as an executor, through ``distributed.Client.get_executor()``."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import Executor

from helpers.errors import RunError

# A cluster that grows with its queue must see one; its scheduler keeps what waits.
CLUSTER_SLOTS = 256


@contextlib.contextmanager
def dask(address: str) -> Iterator[tuple[Executor, int]]:
    """The executor of the scheduler there, and how many calls it is handed at once."""
    try:
        from distributed import Client
        from distributed.comm import parse_address, parse_host_port
        from distributed.comm.registry import get_backend
    except ImportError:
        raise RunError(
            "Dask is not installed", where="--scheduler", mend="pip install 'chuhai[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the report says what matters
    try:
        scheme, place = parse_address(address)
        get_backend(scheme)
        parse_host_port(place)
    except ValueError as error:
        raise RunError(
            f"is no address of a scheduler ({error})",
            where=f"--scheduler {address}",
            mend="name it as `dask scheduler` prints it, e.g. tcp://HOST:8786",
        ) from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except OSError as error:
        raise RunError(
            f"no Dask scheduler answers ({error or type(error).__name__})",
            where=f"--scheduler {address}",
            mend="start one with `dask scheduler`, and workers with `dask worker ADDRESS`",
        ) from None
    with client:
        yield client.get_executor(pure=False, retries=2), CLUSTER_SLOTS
