/** @file Entry of the groklab command. */
import { runCommandLine } from './program.ts';
import { screenOn } from './screen.ts';

// Whoever reads our output may stop early (`| head`); that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const context = { out: screenOn(process.stdout), err: screenOn(process.stderr), exitCode: 0 as const };
process.exitCode = await runCommandLine(process.argv.slice(2), context);
