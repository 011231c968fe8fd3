"""A ring of timers in SimPy, timed. Driven by `go run ./bench -only sim`.

ring.py DELAYS PENDING WARM UNTIL process|callback

DELAYS has the delays in nanoseconds, one a line. Timer i first fires after the i-th of them, and again and again after the next that nobody has taken. What happens after
WARM and before UNTIL nanoseconds is timed. Prints one JSON object.
"""

import gc
import json
import operator
import sys
import time

import simpy


def processes(env, pending, take):
    timeout = env.timeout

    def timer():
        while True:
            yield timeout(take())

    for _ in range(pending):
        env.process(timer())


def callbacks(env, pending, take):
    timeout = env.timeout

    def fire(_):
        timeout(take()).callbacks.append(fire)

    for _ in range(pending):
        fire(None)


def main(path, pending, warm, until, way):
    with open(path) as f:
        delays = [int(line) for line in f]
    pending, warm, until = int(pending), int(warm), int(until)
    most = pending + 2 * until * pending * len(delays) // sum(delays)  # twice what is expected
    rest = iter(delays * (most // len(delays) + 1))
    env = simpy.Environment()
    {"process": processes, "callback": callbacks}[way](env, pending, rest.__next__)
    env.run(until=warm)
    gc.collect()
    gc.freeze()  # what lives through the run is not looked at again
    before = operator.length_hint(rest)
    begin = time.perf_counter()
    env.run(until=until)
    seconds = time.perf_counter() - begin
    json.dump({"seconds": seconds, "events": before - operator.length_hint(rest), "version": simpy.__version__}, sys.stdout)


main(*sys.argv[1:])
