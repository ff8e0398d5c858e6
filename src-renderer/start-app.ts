/** @file Puts the app on a page, over any connection to a lab. */
import { mount } from 'svelte';
import { config } from 'zod';
import App from './App.svelte';
import type { LabConnection } from './client/connection.ts';
import './styles/theme.css';
import './styles/base.css';

// The content policy forbids making code at run time, so schemas are walked instead of compiled.
config({ jitless: true });

export function startApp(target: HTMLElement, connection: LabConnection): void {
  mount(App, { target, props: { connection } });
}
