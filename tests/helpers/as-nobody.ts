/** @file A command line of `groklab` run by somebody with few rights: `node as-nobody.ts WORD...`. Root writes anywhere, so
 *  what a read-only folder means is only seen by another user. */
import { runCommandLine } from '../../src-main/cli/program.ts';
import type { Screen } from '../../src-main/cli/screen.ts';

const NOBODY = 65_534;

const screen = (stream: NodeJS.WriteStream): Screen => ({
  interactive: false,
  columns: 80,
  line: (line) => void stream.write(`${line}\n`),
  status: () => {},
});

if (process.getuid?.() === 0) {
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: screen(process.stdout),
  err: screen(process.stderr),
  exitCode: 0,
});
