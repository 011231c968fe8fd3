"""A verification game in SimPy: tasks, solvers that cheat now and then, verifiers that each look at a sample of the steps, disputes, and everybody's money. Driven by
`go run ./bench -only sim`, which has the same model, and compares what comes out.

game.py MODEL RUNS SEED process|callback

MODEL is a JSON file with the model's numbers, times in seconds, money in gwei. Prints one JSON object: the seconds that the runs took, and of each quantity the sum and the sum of
squares over the runs.
"""

import gc
import json
import math
import random
import sys
import time

import simpy


class Task:
    __slots__ = ("solver", "bad", "window_end", "fault_at", "slashed", "settled", "games", "winners")

    def __init__(self, solver, bad):
        self.solver = solver
        self.bad = bad
        self.fault_at = math.inf
        self.slashed = self.settled = False
        self.games = 0
        self.winners = []


class World:
    """A run. What happens at an instant is in methods; subclasses say how time passes between them."""

    def __init__(self, model, rng):
        self.__dict__.update(model)  # the model's numbers by their names
        self.random = rng.random
        self.below = rng.randrange
        self.env = simpy.Environment()
        self.balance = [self.solver_bankroll] * self.solvers + [self.verifier_bankroll] * self.verifiers
        self.free = [0.0] * self.solvers
        self.bonds = self.escrow = self.burnt = self.fees = self.machines = 0
        self.taken = self.cheated = self.detected = self.undetected = self.audits = self.found = self.challenges = self.gas_used = 0
        self.length = self.steps * self.step_time
        self.audit_time = self.sample * self.step_time
        self.audit_price = round(self.cost * self.audit_cost * self.sample / self.steps)
        miss = 1.0  # that a sample has none of the bad steps
        for i in range(self.sample):
            miss *= (self.steps - self.bad - i) / (self.steps - i)
        self.hit = 1 - miss

    def delay(self):
        return -math.log(1 - self.random()) * self.latency

    def include(self, at):
        """When a transaction that is sent at an instant is in a block."""
        return math.ceil((at + self.delay()) / self.block) * self.block

    def gas(self, account, gas):
        self.gas_used += gas
        paid = min(self.balance[account], gas * self.gas_price)
        self.balance[account] -= paid
        self.fees += paid
        return paid

    def take(self):
        """Gives a task to a solver, and returns it with the time of its anchor."""
        now = self.env.now
        first = self.below(self.solvers)
        for i in range(self.solvers):
            s = (first + i) % self.solvers
            start = max(now, self.free[s])
            if start + self.length <= now + self.epoch_time and self.balance[s] >= self.bond + self.cost:
                break
        else:
            return None, 0
        self.taken += 1
        cheats = self.random() < self.chance
        self.cheated += cheats
        task = Task(s, self.bad if cheats else 0)
        saved = self.bad / self.steps if cheats else 0
        spent = round(self.cost * (1 - saved))
        self.balance[s] -= self.bond + spent
        self.bonds += self.bond
        self.machines += spent
        self.escrow += self.reward
        self.free[s] = start + self.length * (1 - saved)
        return task, self.include(self.free[s])

    def anchor(self, task):
        self.gas(task.solver, self.gas_take + self.gas_anchor)
        task.window_end = self.env.now + self.window

    def look(self, v, task):
        """Whether a verifier that has paid for its sample finds something in it."""
        self.balance[v] -= self.audit_price
        self.machines += self.audit_price
        self.audits += 1
        return task.bad and self.random() < self.hit

    def open(self, v, task):
        """Opens a game, and returns when its step is named and when it ends; None if there is none."""
        now = self.env.now
        if task.settled or now > task.window_end or task.slashed or now >= task.fault_at or self.balance[v] < self.challenge_bond:
            return None
        self.balance[v] -= self.challenge_bond
        self.bonds += self.challenge_bond
        self.challenges += 1
        task.games += 1
        at = named = now
        for i in range(1, self.moves):
            at = self.include(at)
            if i == self.named:
                named = at
        return named, at

    def verdict(self, v, task, opened, named):
        task.games -= 1
        self.gas(task.solver, self.gas_defender)
        paid = self.gas(v, self.gas_challenger)
        if not task.slashed:
            task.slashed = True
        task.fault_at = min(task.fault_at, named)
        task.winners.append((v, opened, min(self.challenge_bond, round(paid * self.metered))))
        self.bonds -= self.challenge_bond
        self.balance[v] += self.challenge_bond
        if task.games == 0 and self.env.now > task.window_end and not task.settled:
            self.settle(task)

    def window_over(self, task):
        if task.games == 0:
            self.settle(task)

    def settle(self, task):
        task.settled = True
        s = task.solver
        self.escrow -= self.reward
        self.bonds -= self.bond
        if not task.slashed:
            self.gas(s, self.gas_finish)
            self.balance[s] += self.reward + self.bond
            self.undetected += task.bad > 0
            return
        self.detected += 1
        left = self.bond
        for v, _, repaid in task.winners:
            repaid = min(repaid, left)
            self.balance[v] += repaid
            left -= repaid
        first = [v for v, opened, _ in task.winners if opened < task.fault_at]
        each = min(round(self.bond * self.share), left) // len(first)
        for v in first:
            self.balance[v] += each
            left -= each
            if each:
                self.gas(v, self.gas_share)
        self.burnt += left

    def results(self):
        if self.bonds or self.escrow:
            raise SystemExit(f"{self.bonds} gwei of bonds and {self.escrow} of rewards belong to nobody")
        names = "tasks cheated detected undetected challenges audits found gas_used burnt fees compute solver_profit verifier_profit"
        values = (self.taken, self.cheated, self.detected, self.undetected, self.challenges, self.audits, self.found, self.gas_used, self.burnt, self.fees, self.machines,
                  sum(self.balance[:self.solvers]) - self.solvers * self.solver_bankroll, sum(self.balance[self.solvers:]) - self.verifiers * self.verifier_bankroll)
        return zip(names.split(), values)


class Processes(World):
    """Each task, and each verifier's work on it, is a process."""

    def start(self):
        self.env.process(self.arrivals())

    def arrivals(self):
        for i in range(self.tasks):
            if i:
                yield self.env.timeout(self.every)
            task, at = self.take()
            if task:
                self.env.process(self.life(task, at))

    def life(self, task, at):
        env = self.env
        yield env.timeout(at - env.now)
        self.anchor(task)
        process, verify = env.process, self.verify
        for v in range(self.solvers, self.solvers + self.verifiers):
            process(verify(v, task))
        yield env.timeout(self.window + 1e-9)
        self.window_over(task)

    def verify(self, v, task):
        env = self.env
        yield env.timeout(self.delay())
        if self.random() >= self.rate:
            return
        found = self.look(v, task)
        yield env.timeout(self.audit_time)
        if not found:
            return
        self.found += 1
        yield env.timeout(self.include(env.now) - env.now)
        opened = env.now
        game = self.open(v, task)
        if game is None:
            return
        named, at = game
        yield env.timeout(at - opened)
        self.verdict(v, task, opened, named)


class Callbacks(World):
    """Each wait is a timeout with a callback."""

    def start(self):
        self.left = self.tasks
        self.arrive(None)

    def after(self, delay, callback, value):
        self.env.timeout(delay, value).callbacks.append(callback)

    def arrive(self, _):
        self.left -= 1
        if self.left:
            self.after(self.every, self.arrive, None)
        task, at = self.take()
        if task:
            self.after(at - self.env.now, self.anchored, task)

    def anchored(self, event):
        task = event.value
        self.anchor(task)
        timeout, seen, delay = self.env.timeout, self.seen, self.delay
        for v in range(self.solvers, self.solvers + self.verifiers):
            timeout(delay(), (v, task)).callbacks.append(seen)
        self.after(self.window + 1e-9, self.closed, task)

    def closed(self, event):
        self.window_over(event.value)

    def seen(self, event):
        if self.random() < self.rate:
            v, task = event.value
            self.after(self.audit_time, self.audited, (v, task, self.look(v, task)))

    def audited(self, event):
        v, task, found = event.value
        if found:
            self.found += 1
            now = self.env.now
            self.after(self.include(now) - now, self.opened, (v, task))

    def opened(self, event):
        v, task = event.value
        now = self.env.now
        game = self.open(v, task)
        if game is not None:
            named, at = game
            self.after(at - now, self.ended, (v, task, now, named))

    def ended(self, event):
        self.verdict(*event.value)


def main(path, runs, seed, way):
    with open(path) as f:
        model = json.load(f)
    kind = {"process": Processes, "callback": Callbacks}[way]
    rng = random.Random(int(seed))
    sums = {}
    gc.disable()  # nothing here is garbage in a cycle but a run's world, which is little
    begin = time.perf_counter()
    for _ in range(int(runs)):
        world = kind(model, rng)
        world.start()
        world.env.run()
        for name, x in world.results():
            n, s, q = sums.get(name, (0, 0, 0))
            sums[name] = (n + 1, s + x, q + x * x)
    seconds = time.perf_counter() - begin
    json.dump({"seconds": seconds, "version": simpy.__version__, "sums": {name: [n, float(s), float(q)] for name, (n, s, q) in sums.items()}}, sys.stdout)


main(*sys.argv[1:])
