/** @file Hands every event of the table to whoever asked for it. */
import type { EventName, EventPayload } from '../contract/wire/events.ts';

type Listener<N extends EventName> = (payload: EventPayload<N>) => void;
type AnyListener = (name: EventName, payload: EventPayload<EventName>) => void;

export class EventBus {
  readonly #listeners = new Map<EventName, Set<Listener<EventName>>>();
  readonly #all = new Set<AnyListener>();
  readonly #onListenerError: (error: unknown) => void;

  /** @param onListenerError told about a listener that threw: an event is a fact, and nobody's reaction undoes it */
  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** @returns a function that ends the subscription */
  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener as Listener<EventName>);
    return () => listeners.delete(listener as Listener<EventName>);
  }

  /** Every event, with its name. @returns a function that ends the subscription */
  onAny(listener: AnyListener): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    // Copies: a listener may end its own subscription while it is called.
    for (const listener of [...(this.#listeners.get(name) ?? [])]) this.#call(() => listener(payload));
    for (const listener of [...this.#all]) this.#call(() => listener(name, payload));
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#onListenerError(error);
    }
  }
}
