/** @file `groklab serve`: the app in the browser. */
import type { Command } from 'commander';
import { optionsOf, STORE_HELP, type CommandContext } from '../command-context.ts';
import { wholeNumber } from '../order-options.ts';

const MOST_PORT = 65_535;
export const PORT_HELP =
  'port on 127.0.0.1; 0 takes any free one (default: 4750, or any where that is taken)';

const NOTES = `
The address that is printed lets in whoever has it; it is good until this command ends.
Only this machine can reach it. From another one: ssh -L 4750:127.0.0.1:4750 <this machine>, then open it there.`;

interface Options {
  readonly port?: string;
  readonly open: boolean;
}

export function registerServe(program: Command, context: CommandContext): void {
  const command = program
    .command('serve')
    .description('the app in the browser; Ctrl-C closes it and pauses what runs, with a checkpoint')
    .option('--db <file>', STORE_HELP)
    .option('--port <n>', PORT_HELP)
    .option('--no-open', 'open no browser')
    .addHelpText('after', NOTES)
    .action(async () => {
      const { location, port, open } = optionsOf<Options>(command);
      // The server and what it needs are loaded for this command alone.
      const { serve } = await import('../serve-lab.ts');
      const { out, err } = context;
      context.exitCode = await serve({ location, port: portOption(port), open, out, errors: err });
    });
}

/** @throws LabError `bad-request` unless it is a port */
export function portOption(text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber('--port', text, 0, MOST_PORT);
}
