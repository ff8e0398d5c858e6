/** @file How the published experiments are laid out, and which one a newcomer should watch first. */
import type { Experiment } from '../../src-main/contract/values/experiment.ts';

export interface Paper {
  readonly title: string;
  /** 'Power et al. 2022' as the provenance prints it. */
  readonly authors: string;
  readonly year: number;
  readonly reference: string;
  readonly experiments: readonly Experiment[];
}

/** Experiments under their papers, in the order in which they are listed. */
export function groupByPaper(experiments: readonly Experiment[]): Paper[] {
  const papers = new Map<string, Experiment[]>();
  for (const experiment of experiments) {
    const { authors, year, paper } = experiment.provenance;
    const key = JSON.stringify([authors, year, paper]);
    papers.set(key, [...(papers.get(key) ?? []), experiment]);
  }
  return [...papers.values()].map((own) => {
    const { paper, authors, year, reference } = (own[0] as Experiment).provenance;
    return { title: paper, authors, year, reference, experiments: own };
  });
}

/** The one made for a first look; without it the one with the smallest budget. */
export function quickStart(experiments: readonly Experiment[]): Experiment | undefined {
  return (
    experiments.find(({ id }) => id.split('/').at(-1) === 'quick-start') ??
    [...experiments].sort((a, b) => a.config.budget.steps - b.config.budget.steps)[0]
  );
}

/** What a setting differs from: the paper, or a set-up of our own that no paper stands behind. */
export const sourceWord = (experiment: Experiment): 'paper' | 'experiment' =>
  experiment.provenance.reference === '' ? 'experiment' : 'paper';
