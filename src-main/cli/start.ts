/** @file The options of `npm start`. They stand after two dashes: npm start -- --browser */
import { Command, CommanderError } from 'commander';
import { asCalled } from '../lab/as-called.ts';
import { packageRoot } from '../lab/package-root.ts';
import { STORE_HELP } from './command-context.ts';
import { PORT_HELP, portOption } from './commands/serve.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { screenOn } from './screen.ts';
import { startApp } from './start-app.ts';
import { storeLocation } from './store-location.ts';

interface Options {
  readonly electron?: true;
  readonly browser?: true;
  readonly port?: string;
  readonly open: boolean;
  readonly db?: string;
}

const out = screenOn(process.stdout);
const errors = screenOn(process.stderr);

const command = new Command('npm start --')
  .description('the app in a window of its own, or in the browser where Electron cannot be had')
  .option('--electron', 'try Electron although it could not be had within the last day')
  .option('--browser', 'open the browser and leave Electron alone')
  .option('--port <n>', `in the browser: ${PORT_HELP}`)
  .option('--no-open', 'in the browser: open none, print the address alone')
  .option('--db <file>', STORE_HELP)
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .action(async (options: Options) => {
    const host = options.browser ? 'browser' : options.electron ? 'electron' : 'any';
    const location = storeLocation(options.db);
    const port = portOption(options.port);
    process.exitCode = await startApp({
      root: packageRoot(),
      location,
      port,
      open: options.open,
      host,
      out,
      errors,
    });
  });

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError && error.exitCode === 0)) {
    errors.line(
      asCalled(
        `npm start: ${error instanceof Error ? error.message.replace(/^error: /, '') : String(error)}`,
      ),
    );
    process.exitCode = error instanceof CommanderError ? EXIT.usage : exitCodeOf(error);
  }
}
