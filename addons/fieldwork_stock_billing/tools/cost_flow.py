"""What quantities cost when they leave, told from all that came in and went out.

Plain arithmetic with the rules of core's valuation (``_run_avco`` and ``_run_fifo`` of
``stock_account``). Core uses them to value what is left; here they tell what went.
"""

from collections import deque


class AverageFlow:
    """Everything in stock costs the same: the average of what came in."""

    def __init__(self):
        self.quantity = 0.0
        self.price = 0.0
        self.total = 0.0

    def receive(self, quantity, value):
        before = self.quantity
        self.quantity += quantity
        if before > 0:
            self.total += value
            self.price = self.total / self.quantity
        elif quantity:
            # Below zero core forgets the past and takes the price of what came.
            self.price = value / quantity
            self.total = self.price * self.quantity

    def issue(self, quantity, known):
        """Return what ``quantity`` costs.

        :param float known: its value as it was told, for what was never received
        """
        value = quantity * self.price if self.quantity > 0 else known
        self.total -= quantity * self.price
        self.quantity -= quantity
        return value

    def set_price(self, price):
        """Somebody said what a unit is worth from now on."""
        self.price = price
        self.total = price * self.quantity


class FifoFlow:
    """What came first goes first, at the price at which it came."""

    def __init__(self):
        self.layers = deque()  # [quantity left, price]
        self.owed = 0.0  # went before it came

    def receive(self, quantity, value):
        price = value / quantity if quantity else 0.0
        repaid = min(self.owed, quantity)
        self.owed -= repaid
        self.layers.append([quantity - repaid, price])

    def issue(self, quantity, known):
        """Return what ``quantity`` costs; see :meth:`AverageFlow.issue`."""
        value, left = 0.0, quantity
        while left > 0 and self.layers:
            layer = self.layers[0]
            taken = min(left, layer[0])
            value += taken * layer[1]
            layer[0] -= taken
            left -= taken
            if layer[0] <= 0:
                self.layers.popleft()
        self.owed += left
        return value + (known * left / quantity if left else 0.0)

    def set_price(self, price):
        """What a unit is said to be worth changes nothing: layers keep their price."""
