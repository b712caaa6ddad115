"""ploomber-engine's papermill-like API in a loop."""

import json
import sys
from pathlib import Path

from ploomber_engine import execute_notebook

for number, (notebook, parameters) in enumerate(json.loads(Path(sys.argv[1]).read_text())):
    target = Path(sys.argv[2]) / f"{number}.ipynb"
    execute_notebook(notebook, str(target), parameters=parameters, progress_bar=False)
