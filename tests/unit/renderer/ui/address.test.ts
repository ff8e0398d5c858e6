import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, type Route } from '../../../../src-renderer/ui/address.ts';

describe('addresses', () => {
  const routes: Route[] = [
    { page: 'runs' },
    { page: 'new' },
    { page: 'form', experiment: 'power-2022/modular-division' },
    { page: 'run', run: 12 },
    { page: 'compare' },
    { page: 'settings' },
  ];

  it.each(routes)('lead back to where they came from: %o', (route) => {
    expect(parseAddress(formatAddress(route)).route).toEqual(route);
  });

  it('carry filters, with several values of a key', () => {
    const hash = formatAddress({ page: 'runs' }, { search: 'λ = 1 & more', set: ['a=1', 'b=2'], empty: '' });
    const { query } = parseAddress(hash);
    expect(query.get('search')).toBe('λ = 1 & more');
    expect(query.getAll('set')).toEqual(['a=1', 'b=2']);
    expect(query.has('empty')).toBe(false);
  });

  it.each(['', '#', '#/', '#/runs', '#runs'])('%j is the table of runs', (hash) => {
    expect(parseAddress(hash).route).toEqual({ page: 'runs' });
  });

  it.each(['#/run/0', '#/run/x', '#/run/1/2', '#/nowhere', '#/new/%', '#/../../etc'])(
    '%j leads nowhere by accident',
    (hash) => {
      const { route } = parseAddress(hash);
      expect(route.page === 'unknown' || (route.page === 'form' && route.experiment === '%')).toBe(true);
    },
  );
});
