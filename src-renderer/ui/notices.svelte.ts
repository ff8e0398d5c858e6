/** @file Short messages at the edge of the window, some with one thing to do (undo), read out by screen readers. */
import { LabError } from '../../src-main/contract/values/lab-error.ts';

export interface Notice {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
  /** Full text for the clipboard, where there is more than `text`. */
  readonly details: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const INFO_MS = 5000;
/** As long as a deletion can be undone from its notice. */
export const UNDO_MS = 10_000;

export class Notices {
  all = $state.raw<readonly Notice[]>([]);
  #next = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  info(text: string): void {
    this.#add({ kind: 'info', text, details: '', action: null }, INFO_MS);
  }

  withUndo(text: string, undo: () => void): void {
    const id = this.#next;
    const run = () => {
      this.dismiss(id);
      undo();
    };
    this.#add({ kind: 'info', text, details: '', action: { label: 'Undo', run } }, UNDO_MS);
  }

  /** Stays until it is dismissed. */
  error(error: unknown): void {
    const text = errorText(error);
    if (this.all.some((notice) => notice.kind === 'error' && notice.text === text)) return;
    this.#add({ kind: 'error', text, details: errorDetails(error), action: null }, null);
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.all = this.all.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>, lifetimeMs: number | null): void {
    const id = this.#next++;
    this.all = [...this.all, { ...notice, id }];
    if (lifetimeMs !== null)
      this.#timers.set(
        id,
        setTimeout(() => this.dismiss(id), lifetimeMs),
      );
  }
}

export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Code, message and details, for a report. */
export function errorDetails(error: unknown): string {
  if (!(error instanceof LabError)) return errorText(error);
  const details = Object.entries(error.details).map(([key, value]) => `${key}: ${String(value)}`);
  return [`${error.code}: ${error.message}`, ...details].join('\n');
}
