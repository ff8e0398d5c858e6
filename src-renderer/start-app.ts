/** @file Puts the app on a page, over any connection to a lab. */
// First, so that what a component says of itself goes before what is said of all.
import './styles/theme.css';
import './styles/base.css';
import { mount } from 'svelte';
import { config } from 'zod';
import App from './App.svelte';
import type { LabConnection } from './client/connection.ts';

// The content policy forbids making code at run time, so schemas are walked instead of compiled.
config({ jitless: true });

export function startApp(target: HTMLElement, connection: LabConnection): void {
  mount(App, { target, props: { connection } });
}
