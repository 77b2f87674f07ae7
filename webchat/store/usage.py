"""What each owner has used, day by day (UTC). It outlives the conversations that it was used in."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from webchat.store.base import Base
from webchat.store.message import TokenCount


class UsageDay(Base):
    """What one owner used on one day; `cost_nanos` are billionths of `currency`, which is empty without a price."""

    __tablename__ = "usage_days"

    owner_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    replies: Mapped[int] = mapped_column(TokenCount)
    prompt_tokens: Mapped[int] = mapped_column(TokenCount)
    completion_tokens: Mapped[int] = mapped_column(TokenCount)
    cost_nanos: Mapped[int] = mapped_column(TokenCount)
