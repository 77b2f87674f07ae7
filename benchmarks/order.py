"""What a chat orders from the benchmark's provider. It travels as the words of the user's message."""

from dataclasses import dataclass
from typing import Self

TEXTS = ("prose", "stamps")


@dataclass(frozen=True, slots=True)
class Order:
    """`tokens` of `text`, the first `lead` of them at once, the others `rate` a second; a rate of 0 is unlimited."""

    tokens: int
    rate: float = 0.0
    text: str = "prose"
    lead: int = 0

    def words(self) -> str:
        """The message that orders it."""
        return f"bench tokens={self.tokens} rate={self.rate:g} text={self.text} lead={self.lead}"

    @classmethod
    def of(cls, message: str) -> Self:
        """Read it back. Raises ValueError for a message that orders nothing."""
        said = dict(word.split("=", 1) for word in message.split() if "=" in word)
        try:
            order = cls(int(said["tokens"]), float(said["rate"]), said["text"], int(said["lead"]))
        except KeyError as missing:
            raise ValueError(f"the message does not say {missing}") from None
        if order.text not in TEXTS or order.tokens < 1:
            raise ValueError(f"the message orders no text: {message[:80]}")
        return order
