/** @file Entry of `npm run engine:tfjs-node`. Options stand after two dashes: npm run engine:tfjs-node -- --again */
import { Command, CommanderError } from 'commander';
import { packageRoot, defaultWorkerEntry } from '../lab/package-root.ts';
import { probeEngine } from '../lab/probe-engines.ts';
import { forkWorkers } from '../lab/worker-process.ts';
import { EXIT } from './exit-codes.ts';
import { screenOn } from './screen.ts';
import { getEngine, type Wishes } from './tfjs-node/get-engine.ts';
import { Interrupted } from './tfjs-node/run-program.ts';
import { COSTS } from './tfjs-node/costs.ts';
import { WHEEL } from './tfjs-node/wheel.ts';

const out = screenOn(process.stdout);
const errors = screenOn(process.stderr);

const command = new Command('npm run engine:tfjs-node --')
  .description('make the engine tfjs-node work here: fetch its native parts, or build them (Linux x64)')
  .option('--again', 'throw away what is there and begin anew', false)
  .option('--build', "build at once, without trying the package's own download", false)
  .addHelpText('after', `\n${COSTS}`)
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .action(async (wishes: Wishes) => {
    const surroundings = {
      root: packageRoot(),
      env: process.env,
      platform: process.platform,
      arch: process.arch,
      napi: Number(process.versions['napi']),
      wheel: WHEEL,
      silenceMs: 15_000,
      say: (line: string) => out.line(line),
      show: (line: string) => out.status(line),
    };
    const spawn = forkWorkers({ entry: defaultWorkerEntry() });
    await getEngine(surroundings, wishes, () => probeEngine(spawn, 'tfjs-node'));
  });

try {
  await command.parseAsync();
} catch (error) {
  if (error instanceof Interrupted) process.exitCode = EXIT.interrupted;
  else if (!(error instanceof CommanderError && error.exitCode === 0)) {
    errors.line(error instanceof Error ? error.message.replace(/^error: /, '') : String(error));
    process.exitCode = error instanceof CommanderError ? EXIT.usage : EXIT.failed;
  }
}
