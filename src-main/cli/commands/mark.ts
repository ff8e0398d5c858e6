/** @file `groklab tag`, `note` and `name`: what people call their runs and remember of them. */
import type { Command } from 'commander';
import { LONGEST_NOTE, LONGEST_TAG, MOST_TAGS } from '../../contract/values/run-limits.ts';
import { shownRun, type RunRecord } from '../../contract/values/run-record.ts';
import type { LabClient } from '../../contract/wire/lab-client.ts';
import type { RequestParams } from '../../contract/wire/requests.ts';
import { chosenRuns, withChoiceOfRuns, type ChoiceOptions } from '../chosen-runs.ts';
import {
  collect,
  optionsOf,
  tell,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { enterLab, within } from '../enter-lab.ts';
import { usageError } from '../exit-codes.ts';
import { namesakesText } from '../namesakes.ts';
import { textOption } from '../order-options.ts';
import { tagsText } from '../people.ts';
import { nameTemplate } from '../run-name-template.ts';

type Edit = Omit<RequestParams<'runs.edit'>, 'run'>;

export function registerMark(program: Command, context: CommandContext): void {
  registerTag(program, context);
  registerNote(program, context);
  registerName(program, context);
}

function registerTag(program: Command, context: CommandContext): void {
  const command = program.command('tag').description('give runs tags, or take them away');
  withCommonOptions(withChoiceOfRuns(command))
    .option('--add <tag>', 'may be given several times', collect)
    .option('--remove <tag>', 'may be given several times', collect)
    .action(async (references: string[]) => {
      const options = optionsOf<{ add?: string[]; remove?: string[] }>(command);
      const add = (options.add ?? []).map((tag) => textOption('--add', tag, 1, LONGEST_TAG));
      const remove = new Set(options.remove);
      if (add.length + remove.size === 0) throw usageError('tag: expected --add or --remove, got neither.');
      await edit(command, context, references, (run) => {
        const tags = [...new Set([...run.tags, ...add])].filter((tag) => !remove.has(tag));
        if (tags.length <= MOST_TAGS) return { tags };
        throw usageError(`--add: run ${run.id} would have ${tags.length} tags; ${MOST_TAGS} are accepted.`);
      });
    });
}

function registerNote(program: Command, context: CommandContext): void {
  const command = program.command('note').description('write a note to runs');
  withCommonOptions(withChoiceOfRuns(command))
    .option('--text <text>', "in the place of the note there is; '' takes it away")
    .option('--append <text>', 'as a line of its own below the note there is')
    .action(async (references: string[]) => {
      const { text, append } = optionsOf<{ text?: string; append?: string }>(command);
      if ((text === undefined) === (append === undefined))
        throw usageError('note: expected either --text or --append.');
      await edit(command, context, references, ({ note }) => {
        const whole = text ?? [note, append].filter(Boolean).join('\n');
        return { note: textOption('note', whole, 0, LONGEST_NOTE) };
      });
    });
}

function registerName(program: Command, context: CommandContext): void {
  const command = program
    .command('name')
    .description('name runs, several of them by what they differ in')
    .addHelpText(
      'after',
      "\nExample:\n  groklab name --sweep last --to 'decay {optimizer.weightDecay}, seed {seed}'",
    );
  withCommonOptions(withChoiceOfRuns(command))
    .requiredOption(
      '--to <name>',
      'the name; {seed}, {id} and any other {config path} stand for their values',
    )
    .action(async (references: string[]) => {
      const nameOf = nameTemplate('--to', optionsOf<{ to: string }>(command).to);
      const name = (run: RunRecord) => ({ name: nameOf(run) });
      await edit(command, context, references, name, async (lab, runs) => {
        for (const line of await namesakesText(lab, runs)) context.err.line(line);
      });
    });
}

/** Everything that is to be changed is worked out before anything is. */
async function edit(
  command: Command,
  context: CommandContext,
  references: readonly string[],
  changes: (run: RunRecord) => Edit,
  after?: (lab: Pick<LabClient, 'request'>, runs: readonly RunRecord[]) => Promise<void>,
): Promise<void> {
  const { location, json = false, ...choice } = optionsOf<CommonOptions & ChoiceOptions>(command);
  const chosen = await chosenRuns(location, references, choice);
  const edits = chosen.map((run) => ({ run: run.id, ...changes(run) }));
  await within(await enterLab(location), async ({ client }) => {
    const runs: RunRecord[] = [];
    for (const one of edits) runs.push((await client.request('runs.edit', one)).run);
    await after?.(client, runs);
    tell(context, json, { runs: runs.map(shownRun) }, runs.map(described));
  });
}

function described({ id, name, tags, note }: RunRecord): string {
  const [line = '', ...more] = note.split('\n');
  const noted = more.length > 0 ? `${line} …` : line;
  return [`run ${id} (${name})`, tagsText(tags), noted].filter(Boolean).join(' · ');
}
