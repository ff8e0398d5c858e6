/** @file Parts of the fake 'electron' that stand alone: events that can be prevented, a session, a utility process. */
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

export interface PreventableEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
  [key: string]: unknown;
}

export function preventable(fields: object = {}): PreventableEvent {
  const event: PreventableEvent = {
    ...fields,
    defaultPrevented: false,
    preventDefault: () => void (event.defaultPrevented = true),
  };
  return event;
}

export class FakeSession extends EventEmitter {
  requestPermission:
    | ((contents: unknown, name: string, answer: (ok: boolean) => void, details: object) => void)
    | null = null;
  checkPermission: ((contents: unknown, name: string, origin: string, details: object) => boolean) | null =
    null;
  devicePermission: (() => boolean) | null = null;
  beforeRequest:
    | ((details: { url: string }, answer: (response: { cancel: boolean }) => void) => void)
    | null = null;
  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<FakeSession['beforeRequest']>) =>
      void (this.beforeRequest = listener),
  };
  setPermissionRequestHandler(handler: FakeSession['requestPermission']): void {
    this.requestPermission = handler;
  }
  setPermissionCheckHandler(handler: FakeSession['checkPermission']): void {
    this.checkPermission = handler;
  }
  setDevicePermissionHandler(handler: FakeSession['devicePermission']): void {
    this.devicePermission = handler;
  }
  setDisplayMediaRequestHandler(): void {}
}

/** Ends when a test says so; what is posted to it is kept as it would arrive. */
export class FakeUtilityProcess extends EventEmitter {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly posted: unknown[] = [];
  pid: number | undefined = undefined;
  killed = false;
  readonly args: readonly unknown[];
  constructor(args: readonly unknown[]) {
    super();
    this.args = args;
  }
  postMessage(message: unknown): void {
    this.posted.push(structuredClone(message));
  }
  says(message: unknown): void {
    this.emit('message', structuredClone(message));
  }
  kill(): boolean {
    this.killed = true;
    return true;
  }
  end(code: number): void {
    this.emit('exit', code);
    this.stdout.end();
    this.stderr.end();
  }
}
