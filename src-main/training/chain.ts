/** @file Several gradient transforms, one after the other, as one. */
import type { GradientTransform } from './gradient-transform.ts';

/** The update of each is the gradient of the next. Names of state and scalars must differ among them. */
export function chain(...parts: readonly GradientTransform[]): GradientTransform {
  return {
    state: Object.assign({}, ...parts.map((part) => part.state)) as Record<string, number>,
    scalars: (update) =>
      Object.assign({}, ...parts.map((part) => part.scalars(update))) as Record<string, number>,
    transform: (gradient, state, parameters, scalars) =>
      parts.reduce(
        (before, part) => {
          const after = part.transform(before.update, state, parameters, scalars);
          return { update: after.update, state: { ...before.state, ...after.state } };
        },
        { update: gradient, state: {} },
      ),
  };
}
