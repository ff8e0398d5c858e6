/** @file What axe has against a page. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** @param rules only these; all where left out. @returns lines that name the rule and the parts */
export async function complaints(page: Page, ...rules: readonly string[]): Promise<string[]> {
  // Legacy means: all in the page itself, frames of other origins left out. There are none, and it takes half the time.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  if (rules.length > 0) builder.withRules([...rules]);
  const { violations } = await builder.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
