/** @file What this person likes: theme, columns, panes. Kept with the lab's settings, so that both hosts agree, and in
 *  this browser, so that the first painting is right before the lab has answered. */
import { z } from 'zod';
import { wheneverOnline, type LabConnection } from './connection.ts';

export type Json = z.infer<ReturnType<typeof z.json>>;

/** Prefix of this page's own keys in the browser's storage. */
const LOCAL = 'grokking-lab:';

export class Preferences {
  #values = $state.raw<Readonly<Record<string, Json>>>({});
  readonly #connection: LabConnection;
  readonly #storage: Storage | null;

  constructor(connection: LabConnection, storage: Storage | null) {
    this.#connection = connection;
    this.#storage = storage;
    this.#values = readLocal(storage);
  }

  /** Reads the lab's settings now and whenever it comes back, and follows changes made elsewhere. */
  start(): () => void {
    const stops = [
      this.#connection.on('settings.changed', ({ key, value }) => this.#take(key, value)),
      wheneverOnline(this.#connection, () => this.#read()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** The value of a key if it has the right form, else the fallback. */
  get<T>(key: string, schema: z.ZodType<T>, fallback: T): T {
    const parsed = schema.safeParse(this.#values[key]);
    return parsed.success ? parsed.data : fallback;
  }

  /** Takes effect at once. While the lab is away it is kept in this browser alone. */
  async set(key: string, value: Json): Promise<void> {
    this.#take(key, value);
    try {
      await this.#connection.request('settings.write', { key, value });
    } catch {
      // A store that cannot be written says so where it matters; a column width is not worth a message.
    }
  }

  async #read(): Promise<void> {
    try {
      const { settings } = await this.#connection.request('settings.read', {});
      for (const [key, value] of Object.entries(settings)) this.#take(key, value as Json);
    } catch {
      // The banner tells that the lab is away; what this browser remembers stands meanwhile.
    }
  }

  #take(key: string, value: Json): void {
    if (value === null) {
      const { [key]: _, ...rest } = this.#values;
      this.#values = rest;
    } else this.#values = { ...this.#values, [key]: value };
    try {
      if (value === null) this.#storage?.removeItem(LOCAL + key);
      else this.#storage?.setItem(LOCAL + key, JSON.stringify(value));
    } catch {
      // Storage may be full or forbidden; the lab keeps the setting.
    }
  }
}

function readLocal(storage: Storage | null): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (let i = 0; storage && i < storage.length; i++) {
    const key = storage.key(i);
    if (!key?.startsWith(LOCAL)) continue;
    try {
      values[key.slice(LOCAL.length)] = JSON.parse(storage.getItem(key) ?? 'null') as Json;
    } catch {
      // Written by something else; the lab's own value will replace it.
    }
  }
  return values;
}
