"""What a person may agree to, one purpose at a time (个人信息保护法, articles 13 to 15, 23)."""

from typing import Final

LEARNING_DATA: Final = "learning-data"
"""The agency and the mentor use what the person learned; needed to join."""
NAMED_LISTS: Final = "named-lists"
"""Lists for the bureau name the person; separate, and never needed."""
PURPOSES: Final = (LEARNING_DATA, NAMED_LISTS)
