"""What contenders are called in results."""

OURS = "chuhai run"
NOTHING = "chuhai run, nothing to do"
ONE_MORE = "one more run on one worker"
LOOP = "papermill command"
