/** @file Entry of the groklab command. */
import { runCommandLine } from './program.ts';
import { screenOn } from './screen.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  // Nobody reads any more (`| head`): a run is paused as if the terminal had been closed, anything else just ends.
  if (!process.emit('SIGHUP', 'SIGHUP')) process.exit();
});

const context = { out: screenOn(process.stdout), err: screenOn(process.stderr), exitCode: 0 as const };
process.exitCode = await runCommandLine(process.argv.slice(2), context);
