"""Compares our survival statistics with those of the Python package lifelines on random data sets with ties and
censoring: Kaplan-Meier, Greenwood's log-log intervals, medians, restricted means, the log-rank test, Weibull fits to exact
and to interval-censored times. Prints the largest relative deviation of each and fails where one is above its tolerance.

An extra for whoever doubts the numbers: no test needs it. Use, from the project's folder:

    python3 -m venv /tmp/lifelines && /tmp/lifelines/bin/pip install -r tests/published/check-survival-requirements.txt
    /tmp/lifelines/bin/python tests/published/check-survival.py [data sets] [seed]
"""

import json
import math
import os
import subprocess
import sys
import warnings

import numpy as np
from lifelines import KaplanMeierFitter, WeibullFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time

EVERY = 5.0
# Fits stop where an optimizer says that they have arrived; the rest is arithmetic.
TOLERANCES = {"weibull shape": 1e-3, "weibull scale": 1e-3, "weibull likelihood": 1e-5}
DEFAULT_TOLERANCE = 1e-9
HERE = os.path.dirname(os.path.abspath(__file__))
NODE = os.path.join(HERE, "..", "..", "node_modules", ".bin", "node")

worst = {}


def compare(what, ours, theirs):
    if ours is None or theirs is None or math.isinf(theirs) or math.isnan(theirs):
        same = ours is None and (theirs is None or math.isinf(theirs) or math.isnan(theirs))
        deviation = 0.0 if same else math.inf
    else:
        deviation = abs(ours - theirs) / max(1e-12, abs(theirs))
    count, largest = worst.get(what, (0, 0.0))
    worst[what] = (count + 1, max(largest, deviation))


def random_sets(count, seed):
    rng = np.random.default_rng(seed)
    sets = []
    for _ in range(count):
        groups = []
        for _ in range(rng.integers(2, 5)):
            size = rng.integers(8, 60)
            times = 100 * rng.weibull(rng.uniform(0.7, 3), size) * rng.uniform(0.5, 2)
            budget = rng.uniform(60, 300)
            event = times < budget
            # Whole evaluations, so that there are ties.
            seen = np.where(event, np.ceil(times / EVERY) * EVERY, budget)
            groups.append([[float(t), bool(e)] for t, e in zip(seen, event)])
        sets.append({"groups": groups, "every": EVERY})
    return sets


def compare_curve(ours, fitter):
    table = fitter.survival_function_.iloc[:, 0]
    limits = fitter.confidence_interval_
    for row in ours["rows"]:
        compare("survival", row["survival"], float(table.loc[row["time"]]))
        if 0 < row["survival"] < 1:
            low, high = (float(v) for v in limits.loc[row["time"]])
            compare("interval low", row["low"], low)
            compare("interval high", row["high"], high)
    # lifelines takes the first time of a stretch at exactly 1/2, we take its middle.
    if not any(abs(row["survival"] - 0.5) < 1e-9 for row in ours["rows"]):
        compare("median", ours["median"]["value"], fitter.median_survival_time_)
    horizon = ours["restrictedMean"]["horizon"]
    compare("restricted mean", ours["restrictedMean"]["value"], restricted_mean_survival_time(fitter, t=horizon))


def compare_weibull(ours, fitter):
    if ours is None:
        return
    compare("weibull shape", ours["shape"], float(fitter.rho_))
    compare("weibull scale", ours["scale"], float(fitter.lambda_))
    compare("weibull likelihood", ours["logLikelihood"], float(fitter.log_likelihood_))


def compare_group(ours, group):
    times = np.array([t for t, _ in group])
    events = np.array([e for _, e in group])
    compare_curve(ours, KaplanMeierFitter().fit(times, events))
    if events.sum() < 2:
        return
    compare_weibull(ours["weibull"], WeibullFitter().fit(times, events))
    lower = np.where(events, times - EVERY, times)
    upper = np.where(events, times, np.inf)
    compare_weibull(ours["weibullBetween"], WeibullFitter().fit_interval_censoring(lower, upper))


def compare_log_rank(ours, groups):
    times = [t for group in groups for t, _ in group]
    events = [e for group in groups for _, e in group]
    labels = [i for i, group in enumerate(groups) for _ in group]
    theirs = multivariate_logrank_test(times, labels, events)
    compare("log-rank statistic", ours["statistic"], theirs.test_statistic)
    compare("log-rank p", ours["p"], theirs.p_value)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    warnings.filterwarnings("ignore")
    sets = random_sets(count, seed)
    script = os.path.join(HERE, "survival-numbers.ts")
    done = subprocess.run([NODE, script], input=json.dumps(sets), capture_output=True, text=True, check=True)
    for ours, data in zip(json.loads(done.stdout), sets):
        compare_log_rank(ours["logRank"], data["groups"])
        for one, group in zip(ours["groups"], data["groups"]):
            compare_group(one, group)
    failed = False
    for what, (n, largest) in worst.items():
        tolerance = TOLERANCES.get(what, DEFAULT_TOLERANCE)
        failed = failed or largest > tolerance
        print(f"{'FAILS' if largest > tolerance else 'holds'} {what}: {n} compared, largest deviation {largest:.1e}")
    sys.exit(1 if failed else 0)


main()
