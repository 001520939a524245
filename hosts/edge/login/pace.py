"""How fast passwords may be tried. Nobody is ever locked out: whoever waits long enough is asked."""

import time

# A name may be tried this often at once, then every so many seconds.
BURST = 8
SECONDS = 2.0
# Whoever would wait longer is told to come again.
LONGEST = 20.0
MOST_LANES = 20_000


class Pace:
    """
    A lane for every name that is tried, whether it exists or not: guesses from everywhere share it. An address from which a person has signed
    in before has a lane of its own, so that who guesses a person's password does not slow the person down.
    """

    def __init__(self, clock=time.monotonic):
        self.clock = clock
        # When the lane is empty again.
        self.busy: dict[tuple[str, str], float] = {}
        self.seen: dict[tuple[str, str], None] = {}

    def wait(self, user: str, address: str):
        """Seconds to wait before this attempt, which is counted; None when it is too many."""
        now = self.clock()
        lane = (user, address if (user, address) in self.seen else "")
        until = max(self.busy.get(lane, now), now)
        delay = until - now - BURST * SECONDS
        if delay > LONGEST:
            return None
        if len(self.busy) >= MOST_LANES:
            self.busy = {key: value for key, value in self.busy.items() if value > now}
        self.busy[lane] = until + SECONDS
        return max(0.0, delay)

    def right(self, user: str, address: str) -> None:
        """A right password from here: the next attempts are this person's own."""
        self.seen.pop((user, address), None)
        self.seen[(user, address)] = None
        while len(self.seen) > MOST_LANES:
            del self.seen[next(iter(self.seen))]
        self.busy.pop((user, address), None)
