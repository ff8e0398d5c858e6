/** @file Who may talk to the browser host: the right Host (no DNS rebinding), the right Origin (no other site), and
 *  the session cookie that only the opened address, with its token, gives out. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

/** 32 random bytes as text fit for an address and a cookie. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Time a browser has to start and come here. */
const TICKET_MS = 60_000;

export interface AccessOptions {
  readonly port: number;
  /** In the opened address, good for as long as the server runs. */
  readonly token: string;
  /** In the cookie. Kept over restarts, so that a page that was open goes on by itself. */
  readonly session: string;
}

export class Access {
  readonly #options: AccessOptions;
  readonly #hosts: ReadonlySet<string>;
  /** Cookies do not know ports: the port is in the name, or two servers would throw out each other's sessions. */
  readonly #cookieName: string;
  /** Tokens good for one use. */
  readonly #tickets = new Set<string>();

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#hosts = new Set([`127.0.0.1:${options.port}`, `localhost:${options.port}`]);
    this.#cookieName = `groklab-${options.port}`;
  }

  /** @returns the host that was asked for
   *  @throws HttpRefusal when it is not ours: another name that was made to resolve to this machine */
  requireHost(request: IncomingMessage): string {
    const host = request.headers.host ?? '';
    if (this.#hosts.has(host)) return host;
    throw forbidden(
      `Host '${host.slice(0, 100)}' is not served here; accepted: ${[...this.#hosts].join(', ')}.`,
    );
  }

  /** @throws HttpRefusal unless the page that asks is the one this server handed out under the same name */
  requireOrigin(request: IncomingMessage): void {
    const { origin } = request.headers;
    if (origin === `http://${this.requireHost(request)}`) return;
    const shown = origin === undefined ? 'Origin is missing' : `Origin '${origin.slice(0, 100)}' is foreign`;
    throw forbidden(`${shown}; only the lab's own page may ask this.`);
  }

  /** @throws HttpRefusal without the session cookie */
  requireSession(request: IncomingMessage): void {
    if (this.hasSession(request)) return;
    throw forbidden('No session; open the address that groklab printed when it started, with its token.');
  }

  hasSession(request: IncomingMessage): boolean {
    return cookieValues(request, this.#cookieName).some((value) => equal(value, this.#options.session));
  }

  /** Whether it leads in. A ticket does once. */
  admits(token: string): boolean {
    for (const ticket of this.#tickets) {
      if (equal(token, ticket)) return this.#tickets.delete(ticket);
    }
    return equal(token, this.#options.token);
  }

  /** A token for the browser that is opened from here: it stands in the arguments of a process, where other users of
   *  the machine can read it, so it must be of no use a moment later. */
  issueTicket(): string {
    const ticket = randomSecret();
    this.#tickets.add(ticket);
    setTimeout(() => this.#tickets.delete(ticket), TICKET_MS).unref();
    return ticket;
  }

  /** The value of a Set-Cookie header. No Secure: the address is http on the loopback interface. */
  cookie(): string {
    return `${this.#cookieName}=${this.#options.session}; HttpOnly; SameSite=Strict; Path=/`;
  }
}

function cookieValues(request: IncomingMessage, name: string): string[] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

/** Takes the same time wherever the first difference is, and for every length. */
function equal(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function forbidden(message: string): HttpRefusal {
  return new HttpRefusal(403, 'forbidden', message);
}
