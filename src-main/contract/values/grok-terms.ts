/** @file Words that grokking times are told in: the page explains them as the terminal's help does. */

export const GROK_TERMS = {
  'may go on':
    'Runs that are running, waiting, paused or interrupted, and have not grokked: counted among the censored, at the last step that they have made. Once they go on, what is said of them changes.',
  'known to':
    'Steps between the evaluation that saw it and the one before, on average: no time is known more exactly.',
  mean: 'Restricted mean: of the time up to the last step that all groups were watched to, a run that has not grokked by then counting with that step. It exists where no median does; where runs have not grokked, the mean itself is larger.',
  'Weibull shape':
    'Of the delay from memorising to generalising, with its interval. Near 1: at every moment the same chance, whatever has passed (memoryless). Well above 1: the longer it has taken, the nearer it is (progress).',
  'log-rank':
    'Tests whether all groups have one and the same survival curve. Its degrees of freedom (df) are the groups that it compares, less one: those of which a run was still watched when some run grokked. A group that was not is in no comparison, nor is one whose setting is not known.',
  AIC: "Akaike's criterion of a law: smaller is better, and a difference below 2 or so says little. It compares laws of the same runs, not where one leaves some out.",
} as const satisfies Readonly<Record<string, string>>;
