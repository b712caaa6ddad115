"""The floor: the code of the notebooks in one process, imports done and tables opened before.

IPython executes the cells so that figures are rendered and results are formatted as in a
notebook; there is no kernel, no message and no notebook file. Nothing can run notebooks for
less without changing what they do.
"""

import contextlib
import gc
import json
import os
import sys
import time
from pathlib import Path

from helpers.running.environment import FIXED
from helpers.running.forge_client import OPEN_TABLES
from helpers.running.preloading import preload

if __name__ == "__main__":
    os.environ.update(FIXED)
    os.environ[OPEN_TABLES] = "1"
    jobs = json.loads(Path(sys.argv[1]).read_text())
    preload()
    gc.unfreeze()
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    class Floor(InteractiveShell):
        """A shell that formats what is displayed as a kernel does; there is no window to serve."""

        def enable_gui(self, gui: str | None = None) -> None:
            pass

    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        counted = []
        for notebook, parameters in jobs:
            started, computed = time.perf_counter(), time.process_time()
            os.chdir(Path(notebook).parent)
            shell = Floor.instance()
            shell.reset(new_session=False)
            shell.display_pub = CapturingDisplayPublisher(parent=shell)
            shell.enable_matplotlib("inline")
            for cell in json.loads(Path(notebook).read_text())["cells"]:
                if cell["cell_type"] != "code":
                    continue
                done = shell.run_cell("".join(cell["source"]))
                done.raise_error()
                if "parameters" in cell["metadata"].get("tags", []):
                    shell.user_ns.update(parameters)
            counted.append((time.perf_counter() - started, time.process_time() - computed))
    (Path(sys.argv[2]) / "floor.json").write_text(json.dumps(counted))
