"""What a reader sees: figures, tables, prose, verdict cards, and the record beside them."""

from helpers.display.study import Study
from helpers.display.theme import ARTICLE_DAY

__all__ = ["ARTICLE_DAY", "Study"]
