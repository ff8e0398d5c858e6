/** @file The three figures of the page, with what is to be said about each. */
import { LEFT_OUT_COUNTS, type GrokTimes } from '../../src-main/contract/wire/grok-times.ts';
import { count, significant } from '../ui/format.ts';
import { heatCsv, survivalCsv, timesCsv } from './figure-csv.ts';
import { heatFigure, type HeatColour } from './heat-figure.ts';
import type { FigureSource } from '../figures/save-figure.ts';
import { survivalFigure } from './survival-figure.ts';
import { timesFigure } from './times-figure.ts';
import type { TimesScales } from './times-canvas.ts';

export interface FigureChoices {
  readonly scales: TimesScales;
  readonly colour: HeatColour;
}

export function figuresOf(times: GrokTimes, { scales, colour }: FigureChoices): FigureSource[] {
  const what = times.definition.delay ? 'Delay' : 'Grokking time';
  return [
    {
      id: 'times',
      title: times.by.length > 0 ? `${what} by setting` : what,
      note: `${definitionWords(times)} · ${observedWords(times)}`,
      make: (size) => timesFigure(times, scales, size),
      csv: () => timesCsv(times),
    },
    {
      id: 'survival',
      title: 'Runs that have not grokked yet',
      note: `Kaplan and Meier's estimate with log-log limits. ${logRankWords(times)}`,
      make: (size) => survivalFigure(times, scales.y, size),
      csv: () => survivalCsv(times),
    },
    {
      id: 'heat',
      title: colour === 'phase' ? 'Phases' : heatTitle(times),
      note:
        colour === 'phase'
          ? 'The phase most runs of a cell are in; below it runs that grokked and all runs.'
          : 'Median in steps, stronger for longer, hatched where fewer than half have grokked; below it runs that grokked and all runs.',
      make: (size) => heatFigure(times, colour, size),
      csv: () => heatCsv(times),
    },
  ];
}

const heatTitle = ({ by }: Pick<GrokTimes, 'by'>): string => {
  if (by.length === 0) return 'Median';
  return by.length === 1 ? 'Median per setting' : 'Median per pair of settings';
};

export function definitionWords({ definition }: Pick<GrokTimes, 'definition'>): string {
  const { metric, threshold, sustain, delay } = definition;
  const level = threshold === null ? "each run's own threshold" : String(threshold);
  const name = metric === 'points' ? 'train and validation accuracy' : metric;
  const held = sustain === null || sustain === 1 ? '' : `, held for ${count(sustain)} evaluations`;
  return `${delay ? 'From memorising to: ' : ''}${name} at ${level}${held}`;
}

type Counted = 'n' | 'events' | 'censored' | 'provisional';
type LeftOut = (typeof LEFT_OUT_COUNTS)[number];

/** Runs that are no observations, in words. */
const LEFT_OUT: Readonly<Record<LeftOut, string>> = {
  failed: 'failed',
  stopped: 'stopped',
  unstarted: 'unstarted',
  unmemorised: 'unmemorised',
  unobserved: 'not observed, for the metric was never logged',
  repeats: 'of a config and seed that another run has',
};

type Left = readonly { readonly key: LeftOut; readonly words: string; readonly runs: number }[];

/** What runs are left out, and how many. */
const leftOut = ({ groups }: Pick<GrokTimes, 'groups'>): Left =>
  LEFT_OUT_COUNTS.map((key) => ({
    ...{ key, words: LEFT_OUT[key] },
    runs: groups.reduce((total, group) => total + group[key], 0),
  })).filter(({ runs }) => runs > 0);

/** '1 failed, 2 stopped'. */
const leftWords = (left: Left): string => left.map(({ runs, words }) => `${count(runs)} ${words}`).join(', ');

/** 'n = 12: 9 grokked, 3 not by their last step (1 may go on); left out: 1 failed'. */
export function observedWords({ groups }: Pick<GrokTimes, 'groups'>): string {
  const sum = (key: Counted) => groups.reduce((total, group) => total + group[key], 0);
  const provisional = sum('provisional') > 0 ? ` (${count(sum('provisional'))} may go on)` : '';
  const left = leftOut({ groups });
  return `n = ${count(sum('n'))}: ${count(sum('events'))} grokked, ${count(sum('censored'))} not by their last step${provisional}${left.length > 0 ? `; left out: ${leftWords(left)}` : ''}`;
}

export function logRankWords({ logRank, groups }: Pick<GrokTimes, 'logRank' | 'groups'>): string {
  const unknown = groups.reduce((sum, group) => sum + (group.unknown ? group.n : 0), 0);
  const out = unknown > 0 ? ` Left out of it: ${count(unknown)} whose settings are not known.` : '';
  if (!logRank) return `${notCompared(groups)}${out}`;
  const p = logRank.p < 1e-4 ? 'p < 0.0001' : `p = ${significant(logRank.p, 2)}`;
  const which = logRank.df + 1 < groups.length ? ` (${logRank.df + 1} of ${groups.length} groups)` : '';
  return `One curve for all groups? Log-rank χ² = ${significant(logRank.statistic)}, ${logRank.df} df${which}, ${p}.${out}`;
}

/** Why there is no test of whether groups differ. */
function notCompared(groups: GrokTimes['groups']): string {
  const known = groups.filter(({ n, unknown }) => n > 0 && !unknown);
  if (known.length < 2) return 'There are no two groups to compare.';
  if (known.every(({ events }) => events === 0)) return 'No run has grokked, so groups cannot be compared.';
  return 'Groups cannot be compared: no two of them were watched while runs grokked.';
}

/** Why there is nothing to draw, where no run is an observation. */
export function nothingWords({ groups, definition }: Pick<GrokTimes, 'groups' | 'definition'>): string {
  const left = leftOut({ groups });
  const areOnly = (...keys: LeftOut[]) => left.every(({ key }) => keys.includes(key));
  if (areOnly('unstarted')) return 'no run here has made a step';
  if (!areOnly('unstarted', 'unobserved')) return `every run here is left out (${leftWords(left)})`;
  const metric = definition.metric === 'points' ? 'val/accuracy' : definition.metric;
  const twin = definition.delay ? ` with ${metric.replace('val/', 'train/')}` : '';
  return `no run here that made a step has logged ${metric}${twin}`;
}
