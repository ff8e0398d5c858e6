/** @file Finds the lab: behind Electron's bridge where there is one, else behind the server this page came from. */
import { bridgeConnection, type LabBridge } from './bridge-client.ts';
import type { LabConnection } from './connection.ts';
import { browserTransport, WebConnection } from './web-client.ts';

declare global {
  interface Window {
    lab?: LabBridge;
  }
}

export function connectLab(view: Window): LabConnection {
  return view.lab ? bridgeConnection(view.lab) : new WebConnection(browserTransport(view.location));
}
