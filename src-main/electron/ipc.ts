/** @file The page's requests and the lab's events over Electron's IPC. Who speaks is checked before what is said. */
import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { LabError } from '../contract/values/lab-error.ts';
import { answerTo, refusal, type Answer } from '../contract/wire/answer.ts';
import { EVENTS, type EventName } from '../contract/wire/events.ts';
import type { LabClient } from '../contract/wire/lab-client.ts';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from './channels.ts';
import { isAppUrl } from './origin.ts';

/** Windows this app made itself. */
export type KnownWindows = ReadonlySet<BrowserWindow>;

/** Answers the pages of known windows, and tells them every event.
 *  @returns a function that ends both */
export function exposeLab(lab: LabClient, windows: KnownWindows): () => void {
  // An envelope instead of a rejection: of a rejected error only the message reaches the page.
  ipcMain.handle(REQUEST_CHANNEL, async (event, ...args: unknown[]): Promise<Answer> => {
    if (!isTrusted(event, windows)) return refusal(untrusted());
    if (args.length !== 2) return refusal(wrongCount(args.length));
    return answerTo(lab, args[0], args[1]);
  });
  const stops = (Object.keys(EVENTS) as EventName[]).map((name) =>
    lab.on(name, (payload) => tell(windows, name, payload)),
  );
  return () => {
    ipcMain.removeHandler(REQUEST_CHANNEL);
    for (const stop of stops) stop();
  };
}

/** Only the main frame of a window of ours, showing a page of ours. Anything unclear is a no. */
function isTrusted({ sender, senderFrame }: IpcMainInvokeEvent, windows: KnownWindows): boolean {
  const window = BrowserWindow.fromWebContents(sender);
  if (window === null || !windows.has(window)) return false;
  // Null when the frame has navigated away or is gone since it asked.
  if (senderFrame === null || senderFrame.parent !== null) return false;
  return isAppUrl(senderFrame.url);
}

function tell(windows: KnownWindows, name: EventName, payload: unknown): void {
  for (const window of windows) {
    if (window.isDestroyed() || window.webContents.isDestroyed() || window.webContents.isCrashed()) continue;
    window.webContents.send(EVENT_CHANNEL, name, payload);
  }
}

const untrusted = () => new LabError('forbidden', 'Only the page of this app may ask the lab.');

const wrongCount = (count: number) =>
  new LabError('bad-request', `A request has a name and parameters; ${count} arguments came.`);
