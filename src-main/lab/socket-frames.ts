/** @file What travels over the local socket: one frame per line, as text of the contract's codec. */
import { z } from 'zod';
import { EVENTS } from '../contract/wire/events.ts';
import { errorEnvelope } from '../contract/wire/error-envelope.ts';

/** Raised when a frame changes its meaning; both sides must have the same. */
export const SOCKET_PROTOCOL = 1;

/** Lines from a client may be no longer; answers may, since the client asked for them. */
export const LONGEST_LINE = 8 * 1024 * 1024;

const requestId = z.int().min(0);

/** From client to owner. Parameters are checked by the table of requests. */
export const clientFrame = z.union([
  z.strictObject({ id: requestId, request: z.string().max(100), params: z.unknown() }),
  /** From now on, every event. */
  z.strictObject({ id: requestId, watch: z.literal(true) }),
]);
export type ClientFrame = z.infer<typeof clientFrame>;

/** From owner to client. The greeting comes first; an answer bears the id of its request, null if that was unreadable. */
export const ownerFrame = z.union([
  z.strictObject({ greeting: z.strictObject({ protocol: z.int(), version: z.string() }) }),
  z.strictObject({ id: requestId, result: z.unknown() }),
  z.strictObject({ id: requestId.nullable(), error: errorEnvelope }),
  z.strictObject({ event: z.enum(Object.keys(EVENTS) as [keyof typeof EVENTS]), payload: z.unknown() }),
]);
export type OwnerFrame = z.infer<typeof ownerFrame>;
