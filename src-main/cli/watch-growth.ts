/** @file Whether something that is being fetched still comes: folders that are looked at until they stop growing. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface GrowthWatch {
  stop(): void;
  /** Whether `onSilence` was called. */
  fired(): boolean;
}

export interface GrowthOptions {
  readonly folders: readonly string[];
  readonly silenceMs: number;
  /** Called once, when nothing has changed below the folders for that long. */
  readonly onSilence: () => void;
  /** Told how many bytes there are, whenever that has changed. */
  readonly onGrowth?: (bytes: number) => void;
}

export function watchGrowth({ folders, silenceMs, onSilence, onGrowth }: GrowthOptions): GrowthWatch {
  let last = '';
  let since = Date.now();
  let fired = false;
  const look = () => {
    const sizes = folders.map(bytesBelow);
    if (sizes.join() !== last) {
      last = sizes.join();
      since = Date.now();
      onGrowth?.(sizes.reduce((sum, size) => sum + size, 0));
    } else if (Date.now() - since >= silenceMs && !fired) {
      fired = true;
      onSilence();
    }
  };
  const timer = setInterval(look, Math.min(1000, silenceMs / 4));
  return { stop: () => clearInterval(timer), fired: () => fired };
}

export function bytesBelow(folder: string): number {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    // Not there yet, or a file was renamed while it was looked at.
    return 0;
  }
}
