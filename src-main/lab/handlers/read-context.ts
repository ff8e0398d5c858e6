/** @file What handlers that only answer questions may touch. A writer is not among it. */
import type { StoreReader } from '../../store/store.ts';

export interface ReadContext {
  readonly reader: StoreReader;
}
