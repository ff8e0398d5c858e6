"""One contestant of the side-by-side benchmark, as a process that works only when it is its turn.

The first argument is a JSON object: the workload's sizes, `form` (published or rewritten) and `threads`. A contestant warms
up, says {"ready": ...} on a line, and then answers every line `MILLISECONDS` with the time of one step in milliseconds,
taken over about so long. It ends when its input does.
"""

import json
import sys
import time


def read_order():
    return json.loads(sys.argv[1])


def take_turns(name, step, finish=float, steps_per_call=1, seeds=1):
    """step() makes one call; finish(result) waits for it. Times are per optimizer step and seed."""
    before = time.perf_counter()
    loss = finish(step())
    compile_seconds = time.perf_counter() - before
    _time_for(step, finish, 0.5)
    _say({"ready": name, "compileSeconds": compile_seconds, "loss": loss})
    for line in sys.stdin:
        per_call = _time_for(step, finish, float(line) / 1000)
        _say({"ms": 1000 * per_call / (steps_per_call * seeds)})


def _time_for(step, finish, seconds):
    count = 0
    before = time.perf_counter()
    result = None
    while count < 2 or time.perf_counter() - before < seconds:
        result = step()
        count += 1
        # An asynchronous runtime must not run ahead of the clock by more than a few calls.
        if count % 8 == 0:
            finish(result)
    finish(result)
    return (time.perf_counter() - before) / count


def _say(value):
    print(json.dumps(value), flush=True)
