/** @file `groklab doctor`: what works here, and what to do about the rest. */
import type { Command } from 'commander';
import { stringifyPlain } from '../../base/plain-numbers.ts';
import { DEFAULT_ENGINE } from '../../contract/values/engine-id.ts';
import type { DoctorCheck } from '../../contract/wire/requests.ts';
import { examine } from '../../lab/doctor.ts';
import { defaultWorkerEntry } from '../../lab/package-root.ts';
import { forkWorkers } from '../../lab/worker-process.ts';
import { optionsOf, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { textList } from '../text-table.ts';

/** Without these nothing can be trained; the others have something else in their place. */
const NEEDED: ReadonlySet<string> = new Set(['node', 'store', `engine ${DEFAULT_ENGINE}`]);

export function registerDoctor(program: Command, context: CommandContext): void {
  const command = program.command('doctor').description('check what works on this machine');
  withCommonOptions(command).action(async () => {
    const { location, json = false } = optionsOf<CommonOptions>(command);
    const checks = await examine(location.file, forkWorkers({ entry: defaultWorkerEntry() }));
    const broken = checks.some((check) => !check.ok && NEEDED.has(check.name));
    context.exitCode = broken ? EXIT.failed : EXIT.done;
    if (json) return context.out.line(stringifyPlain({ checks }));
    for (const line of textList(checks.flatMap(rows))) context.out.line(line);
  });
}

function rows({ ok, name, detail, remedy }: DoctorCheck): [string, string][] {
  const [first = '', ...more] = detail.split('\n');
  const result: [string, string][] = [
    [`${ok ? '✓' : '✗'} ${name}`, first],
    ...more.map((l): [string, string] => ['', l]),
  ];
  return remedy === '' ? result : [...result, ['', `→ ${remedy}`]];
}
