/** @file Everything that can be done by key or from the palette. Pages add their actions while they are shown. */
import { untrack } from 'svelte';

export interface Action {
  readonly id: string;
  readonly label: string;
  /** Key as `KeyboardEvent.key` gives it; 'mod+k' with Ctrl or Cmd. '' has no key and stands in the palette alone. */
  readonly key: string;
  readonly group: string;
  readonly run: () => void;
  /** Left out means always. */
  readonly enabled?: () => boolean;
}

export class Actions {
  #sets = $state.raw<readonly (readonly Action[])[]>([]);
  readonly all: readonly Action[] = $derived(this.#sets.flat());

  /** Adds actions; the returned function takes them away again. Later ones win over earlier ones of the same key. */
  add(actions: readonly Action[]): () => void {
    // Called in effects, which must not depend on what others add.
    untrack(() => (this.#sets = [...this.#sets, actions]));
    return () => {
      this.#sets = this.#sets.filter((set) => set !== actions);
    };
  }

  /** Runs the action of a key press. @returns whether there was one */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const key = keyOf(event);
    if (!key || (isTyping(event.target) && !key.startsWith('mod+'))) return false;
    if (pressesControl(event)) return false;
    const action = this.all.findLast((one) => one.key === key && (one.enabled?.() ?? true));
    if (!action) return false;
    event.preventDefault();
    action.run();
    return true;
  }
}

function keyOf(event: KeyboardEvent): string {
  if (event.altKey) return '';
  if (event.ctrlKey || event.metaKey) return `mod+${event.key.toLowerCase()}`;
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'range'].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}

/** Space belongs to a focused control that it would press. */
function pressesControl(event: KeyboardEvent): boolean {
  if (event.key !== ' ' || !(event.target instanceof HTMLElement)) return false;
  return event.target.closest('button, input, summary, a, [role="button"], [role="menuitem"]') !== null;
}
