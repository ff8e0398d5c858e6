/** @file What can be done on the Explore page, by key and palette. */
import type { Action } from '../ui/actions.svelte.ts';
import type { Exploration } from './exploration.svelte.ts';
import { saveFigureCsv, saveFigurePng, saveFigureSvg } from '../figures/save-figure.ts';

export function exploreActions(exploration: Exploration): Action[] {
  const group = 'Explore';
  const first = () => exploration.figures[0];
  const enabled = () => first() !== undefined;
  const save = (how: (source: NonNullable<ReturnType<typeof first>>, about: string) => unknown) => () => {
    const source = first();
    if (source) void how(source, exploration.about);
  };
  return [
    {
      id: 'explore-x',
      label: 'Axis of the setting: logarithmic or linear',
      key: 'x',
      group,
      run: () => exploration.toggleScale('x'),
    },
    {
      id: 'explore-y',
      label: 'Axis of steps: logarithmic or linear',
      key: 'y',
      group,
      run: () => exploration.toggleScale('y'),
    },
    {
      id: 'explore-csv',
      label: 'Save grokking times as CSV',
      key: 'e',
      group,
      enabled,
      run: save(saveFigureCsv),
    },
    {
      id: 'explore-png',
      label: 'Save grokking times as PNG',
      key: '',
      group,
      enabled,
      run: save(saveFigurePng),
    },
    {
      id: 'explore-svg',
      label: 'Save grokking times as SVG',
      key: '',
      group,
      enabled,
      run: save(saveFigureSvg),
    },
  ];
}
