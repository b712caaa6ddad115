"""ploomber-engine's papermill-like API in a loop."""

import json
import sys
import time
import traceback
from pathlib import Path

sys.path.append(str(Path(__file__).parent / ".others"))
from ploomber_engine import execute_notebook

folder = Path(sys.argv[2])
told = {"ready": time.time(), "cpu_seconds": time.process_time(), "failed": 0}
for number, (notebook, parameters) in enumerate(json.loads(Path(sys.argv[1]).read_text())):
    target = str(folder / f"{number}.ipynb")
    try:
        execute_notebook(notebook, target, parameters=parameters, progress_bar=False)
    except Exception:
        traceback.print_exc()
        told["failed"] += 1
(folder / "loop.json").write_text(json.dumps(told))
