/** @file Common subexpressions: a node that repeats an earlier one takes its results. */
import type { Rule } from './rewrite.ts';
import type { ValueId } from '../graph/graph.ts';

/** A rule with a memory of its own; make a new one for every sweep. */
export function shareRepeated(): Rule {
  const seen = new Map<string, ValueId[]>();
  return (rewriter, node) => {
    const key = `${node.op}|${node.inputs.join()}|${JSON.stringify(node.attributes)}`;
    const known = seen.get(key);
    if (known) return known;
    const made = rewriter.nodes(node.op, node.inputs, node.attributes);
    seen.set(key, made);
    return made;
  };
}
