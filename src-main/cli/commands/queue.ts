/** @file `groklab queue`: what runs and waits, in which order, and how much may run at a time. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { MOST_LISTED } from '../../contract/values/run-limits.ts';
import type { QueueSummary, QueuedRun, RunningRun } from '../../contract/values/sweep-record.ts';
import type { LabClient } from '../../contract/wire/lab-client.ts';
import type { QueuePlace } from '../../contract/wire/queue-requests.ts';
import {
  optionsOf,
  tell,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { enterLab, within } from '../enter-lab.ts';
import { EXIT, usageError } from '../exit-codes.ts';
import { absentStore } from '../none-found.ts';
import { wholeNumber } from '../order-options.ts';
import { duration, grouped, short } from '../people.ts';
import { findRuns, reading } from '../read-lab.ts';
import type { StoreLocation } from '../store-location.ts';
import { textTable, type Column } from '../text-table.ts';

const SHOWN = 50;
const MOST = 256;
const PLACES = ['first', 'last', 'up', 'down'] as const;

export function registerQueue(program: Command, context: CommandContext): void {
  const queue = program
    .command('queue')
    .description('show what runs and waits; pause, resume and reorder it')
    .option('--parallel <n>', "most runs at a time; 'auto' for as many as threads allow")
    .option('--threads <n>', "threads that runs may use together; 'auto' for all cores");
  withCommonOptions(queue).action(async () => {
    const options = optionsOf<CommonOptions & { parallel?: string; threads?: string }>(queue);
    const changes = {
      ...(options.parallel !== undefined && { parallel: numberOrAuto('--parallel', options.parallel) }),
      ...(options.threads !== undefined && { threads: numberOrAuto('--threads', options.threads) }),
    };
    // Whoever only looks makes no store, which may be one whose name was mistyped.
    if (Object.keys(changes).length === 0 && !existsSync(options.location.file))
      return showNone(context, options.location, options.json ?? false);
    await within(await enterLab(options.location), async ({ client }) => {
      if (Object.keys(changes).length > 0) await client.request('queue.configure', changes);
      await show(context, client, options.json ?? false);
    });
  });
  registerPause(queue, context);
  registerResume(queue, context);
  registerMove(queue, context);
}

function registerPause(queue: Command, context: CommandContext): void {
  const command = queue
    .command('pause')
    .description('start nothing more until queue resume, also after a restart')
    .option('--running', 'put what runs back into the queue too, with a checkpoint');
  withCommonOptions(command).action(async () => {
    const {
      location,
      json = false,
      running = false,
    } = optionsOf<CommonOptions & { running?: boolean }>(command);
    await within(await enterLab(location), async ({ client }) => {
      await client.request('queue.pause', { running });
      await show(context, client, json);
    });
  });
}

function registerResume(queue: Command, context: CommandContext): void {
  const command = queue
    .command('resume')
    .description('let what waits start again, here or where the store is open');
  withCommonOptions(command).action(async () => {
    const { location, json = false } = optionsOf<CommonOptions>(command);
    await within(await enterLab(location), async ({ client, own }) => {
      await client.request('queue.resume', {});
      await show(context, client, json);
      await own?.idle();
    });
  });
}

function registerMove(queue: Command, context: CommandContext): void {
  const command = queue
    .command('move')
    .description('give waiting runs another place')
    .argument('<run...>', "ids, unique names, or 'last', the newest that waits")
    .option('--to <place>', `${PLACES.join(', ')}, or a number from 1`)
    .option('--priority <n>', 'higher starts first; 0 is usual');
  withCommonOptions(command).action(async (references: string[]) => {
    const options = optionsOf<CommonOptions & { to?: string; priority?: string }>(command);
    const to = options.to === undefined ? undefined : placeOf(options.to);
    const priority =
      options.priority === undefined ? undefined : wholeNumber('--priority', options.priority, -100, 100);
    if (to === undefined && priority === undefined) throw usageError('queue move: give --to or --priority.');
    const found = await reading(options.location, (lab) => findRuns(lab, references, 'move'));
    const runs = found.map(({ id }) => id);
    await within(await enterLab(options.location), async ({ client }) => {
      if (priority !== undefined) await client.request('queue.prioritize', { runs, priority });
      if (to !== undefined) await client.request('queue.move', { runs, to });
      await show(context, client, options.json ?? false);
    });
  });
}

function showNone(context: CommandContext, location: StoreLocation, json: boolean): void {
  const none = { queue: null, running: [], waiting: [] };
  tell(context, json, none, [`Nothing runs and nothing waits${absentStore(location)}.`]);
}

async function show(context: CommandContext, client: LabClient, json: boolean): Promise<void> {
  const { queue, running, waiting } = await client.request('queue.read', {
    limit: json ? MOST_LISTED : SHOWN,
  });
  context.exitCode = EXIT.done;
  if (json) return context.out.line(stringifyPlain({ queue, running, waiting }));
  context.out.line(queueText(queue));
  if (queue.pausedBecause !== '') context.out.line(`paused because ${queue.pausedBecause}`);
  for (const line of running.length > 0 ? textTable(RUNNING, running) : []) context.out.line(line);
  for (const line of waiting.length > 0 ? textTable(WAITING, waiting) : []) context.out.line(line);
}

function queueText(queue: QueueSummary): string {
  return [
    queue.paused ? 'the queue is paused' : '',
    `${grouped(queue.running)} running, ${grouped(queue.waiting)} waiting`,
    `${grouped(queue.threads)} of ${grouped(queue.cores)} cores`,
    queue.parallel === null ? '' : `at most ${grouped(queue.parallel)} at a time`,
    queue.runsPerHour === null ? '' : `${short(queue.runsPerHour)} runs/h`,
    queue.secondsLeft === null ? '' : `${duration(queue.secondsLeft)} left`,
    `${short(queue.freeBytes / 1e9)} GB free`,
  ]
    .filter(Boolean)
    .join(' · ');
}

const RUNNING: readonly Column<RunningRun>[] = [
  { title: 'running', text: ({ run }) => String(run), align: 'right' },
  { title: 'name', text: ({ name }) => name },
  { title: 'step', text: ({ step }) => grouped(step), align: 'right' },
  { title: 'of', text: ({ steps }) => grouped(steps), align: 'right' },
  { title: 'steps/s', text: ({ stepsPerSecond }) => short(stepsPerSecond), align: 'right' },
  { title: '', text: ({ pace, remark }) => (pace === 'ok' ? '' : `${pace}: ${remark}`) },
];

const WAITING: readonly Column<QueuedRun>[] = [
  { title: 'waiting', text: ({ run }) => String(run), align: 'right' },
  { title: 'name', text: ({ name }) => name },
  { title: 'sweep', text: ({ sweep }) => (sweep === null ? '–' : String(sweep)), align: 'right' },
  { title: 'threads', text: ({ threads }) => String(threads), align: 'right' },
  { title: 'priority', text: ({ priority }) => String(priority), align: 'right' },
];

function numberOrAuto(option: string, text: string): number | null {
  return text === 'auto' ? null : wholeNumber(option, text, 1, MOST);
}

function placeOf(text: string): QueuePlace {
  const named = PLACES.find((place) => place === text);
  return named ?? wholeNumber('--to', text, 1, 100_000) - 1;
}
