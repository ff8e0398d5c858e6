/** @file Where the window was and how large, remembered over restarts. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const SMALLEST = { width: 900, height: 600 } as const;
const FIRST = { width: 1280, height: 860 } as const;
/** Pixels of the window that must be on a screen, or it could not be found or moved. */
const VISIBLE = 100;

const windowState = z.strictObject({
  bounds: z.strictObject({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

/** undefined when nothing usable is remembered. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Forgetting the place of a window is no reason to bother anybody, so a failure is passed over. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    // See above.
  }
}

/** Bounds to open with: the remembered ones where they can still be seen, else a first size that the system places.
 *  @param screens work areas of the screens that are connected now */
export function openingBounds(
  state: WindowState | undefined,
  screens: readonly Rectangle[],
): { width: number; height: number; x?: number; y?: number } {
  if (!state || !screens.some((screen) => isVisible(state.bounds, screen))) return { ...FIRST };
  const { bounds } = state;
  const width = Math.max(bounds.width, SMALLEST.width);
  return { ...bounds, width, height: Math.max(bounds.height, SMALLEST.height) };
}

/** The title bar's middle part is what one grabs, so its top edge counts. */
function isVisible(bounds: Rectangle, screen: Rectangle): boolean {
  const overlap = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
  const top = bounds.y >= screen.y && bounds.y + VISIBLE <= screen.y + screen.height;
  return overlap >= VISIBLE && top;
}
