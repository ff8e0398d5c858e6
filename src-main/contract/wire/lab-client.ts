/** @file What every front (terminal, window, browser page) sees of a lab, near or far. */
import type { EventName, EventPayload } from './events.ts';
import type { RequestName, RequestParams, RequestResult } from './requests.ts';

export interface LabClient {
  /** @throws LabError with the code and details given by the lab */
  request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>>;
  /** Calls back for every event of that name until the returned function is called. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}
