/** @file Actions that every page has. */
import type { AppState } from '../app-state.ts';
import { copyText } from '../ui/copy.ts';
import type { Action } from '../ui/actions.svelte.ts';

const ROOMS = [
  { page: 'sweeps', label: 'Sweeps' },
  { page: 'compare', label: 'Compare' },
  { page: 'explore', label: 'Explore' },
  { page: 'queue', label: 'Queue' },
  { page: 'settings', label: 'Settings' },
] as const;

export function globalActions(
  { router, preferences, runs, notices }: AppState,
  show: (overlay: 'palette' | 'shortcuts') => void,
): Action[] {
  const theme = (label: string, value: string): Action => ({
    id: `theme-${value}`,
    label,
    key: '',
    group: 'Settings',
    run: () => void preferences.set('ui.theme', value),
  });
  return [
    { id: 'palette', label: 'Do anything', key: 'mod+k', group: 'Help', run: () => show('palette') },
    {
      id: 'shortcuts',
      label: 'Show the keys of this page',
      key: '?',
      group: 'Help',
      run: () => show('shortcuts'),
    },
    { id: 'new', label: 'New run', key: 'n', group: 'Go to', run: () => router.go({ page: 'new' }) },
    { id: 'go-runs', label: 'Go to Runs', key: '', group: 'Go to', run: () => router.go({ page: 'runs' }) },
    ...ROOMS.map(({ page, label }) => ({
      id: `go-${page}`,
      label: `Go to ${label}`,
      key: '',
      group: 'Go to',
      run: () => router.go({ page }),
    })),
    {
      id: 'go-latest',
      label: 'Open the newest run',
      key: '',
      group: 'Go to',
      enabled: () => runs.list.length > 0,
      run: () => router.go({ page: 'run', run: runs.list[0]?.id ?? 0 }),
    },
    {
      id: 'search',
      label: 'Search runs',
      key: '/',
      group: 'Go to',
      run: () => {
        if (router.route.page !== 'runs') router.go({ page: 'runs' });
        const focus = () => document.querySelector<HTMLElement>('[data-search]')?.focus();
        // On another page the field is there once the table has been drawn.
        if (document.querySelector('[data-search]')) focus();
        else setTimeout(focus);
      },
    },
    {
      id: 'copy-address',
      label: 'Copy the address of this view',
      key: '',
      group: 'Help',
      run: () =>
        void copyText(location.href).then(
          () => notices.info('Address copied.'),
          (error: unknown) => notices.error(error),
        ),
    },
    theme('Theme: follow the system', 'system'),
    theme('Theme: light', 'light'),
    theme('Theme: dark', 'dark'),
  ];
}
