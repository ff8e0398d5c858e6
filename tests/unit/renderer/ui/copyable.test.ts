import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import Copyable from '../../../../src-renderer/ui/Copyable.svelte';

it('shows a command as it is, so that it can be selected, and no word of it in two', () => {
  const text = 'npx groklab run quick-start --set "task.operation=x/y if y" --threads 2';
  const { body } = render(Copyable, { props: { text, label: 'Copy the command' } });
  const shown = (/<pre[^>]*>(.*?)<\/pre>/s.exec(body)?.[1] ?? '').replace(/<!--.*?-->/gs, '');
  const words = [...shown.matchAll(/<span[^>]*>(.*?)<\/span>/gs)].map(([, word]) => word);
  expect(words).toEqual(text.split(' '));
  expect(shown.replace(/<[^>]*>/g, '')).toBe(text);
});
