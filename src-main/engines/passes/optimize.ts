/** @file The passes a traced graph goes through before it is lowered. */
import { checkGraph } from '../graph/check.ts';
import type { Graph } from '../graph/graph.ts';
import { CONSTANT_LOOKUPS } from './constant-lookups.ts';
import { foldNorms } from './fold-norms.ts';
import { dropUnused, sweep } from './rewrite.ts';
import { shareRepeated } from './share.ts';
import { SIMPLIFICATIONS } from './simplify.ts';

const MAX_ROUNDS = 4;

/** A smaller graph that computes the same. Checked: every shape is derived again. */
export function optimize(graph: Graph): Graph {
  let current = dropUnused(graph);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = current.nodes.length;
    current = dropUnused(
      sweep(current, [...Object.values(SIMPLIFICATIONS), ...Object.values(CONSTANT_LOOKUPS)]),
    );
    current = dropUnused(sweep(current, [shareRepeated()]));
    if (current.nodes.length === before && round > 0) break;
  }
  current = dropUnused(sweep(foldNorms(current), [shareRepeated()]));
  checkGraph(current);
  return current;
}
