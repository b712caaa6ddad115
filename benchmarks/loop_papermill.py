"""papermill's own API in a loop."""

import json
import sys
from pathlib import Path

import papermill

for number, (notebook, parameters) in enumerate(json.loads(Path(sys.argv[1]).read_text())):
    target = Path(sys.argv[2]) / f"{number}.ipynb"
    papermill.execute_notebook(notebook, str(target), parameters, progress_bar=False)
