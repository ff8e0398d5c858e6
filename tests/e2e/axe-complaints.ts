/** @file What axe has against a page. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** @param rules only these; all where left out. @returns lines that name the rule and the parts */
export async function complaints(page: Page, ...rules: readonly string[]): Promise<string[]> {
  // Legacy means: all in the page itself, frames of other origins left out. There are none, and it takes half the time.
  // What is in order need not be described: each of its parts would get a selector, which takes a quarter more.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (rules.length > 0) builder.withRules([...rules]);
  const { violations } = await builder.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
