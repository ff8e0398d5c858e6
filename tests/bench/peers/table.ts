/** @file The benchmark's figures as a table in Markdown, as the README shows it. */
export interface PeerResult {
  readonly workload: string;
  readonly contestant: string;
  readonly form: 'published' | 'rewritten';
  /** Milliseconds per step: the median over the turns, the shortest and the longest. */
  readonly ms: number;
  readonly low: number;
  readonly high: number;
}

export interface Circumstances {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
}

const OURS = 'Grokking Lab onnx-cpu';

/** One row per contestant and form, one column per workload; below them how often faster we are than the fastest peer. */
export function peerTable(results: readonly PeerResult[], { date, machine, command }: Circumstances): string {
  const workloads = [...new Set(results.map(({ workload }) => workload))];
  const rows = [...new Set(results.map((each) => rowName(each)))];
  const cell = (row: string, workload: string): string => {
    const found = results.find((each) => rowName(each) === row && each.workload === workload);
    return found ? milliseconds(found.ms) : '–';
  };
  const lines = [
    ['ms per step', ...workloads.map((name) => name.split(' ')[0] as string)],
    ['---', ...workloads.map(() => '--:')],
    ...rows.map((row) => [row, ...workloads.map((workload) => cell(row, workload))]),
    ...(['published', 'rewritten'] as const).map((form) => [
      `fastest peer, ${form}, over ours`,
      ...workloads.map((workload) => ratio(results, workload, form)),
    ]),
  ];
  const table = lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
  return `${table}\n\n${date}, ${machine}: \`${command}\`, medians of turns taken one after the other.\n`;
}

function rowName({ contestant, form }: PeerResult): string {
  return contestant.startsWith(OURS) ? contestant : `${contestant}, ${form}`;
}

/** Where nothing can be rewritten, the published form is both. */
function ratio(results: readonly PeerResult[], workload: string, form: PeerResult['form']): string {
  const here = results.filter((each) => each.workload === workload);
  const ours = Math.min(...here.filter(({ contestant }) => contestant.startsWith(OURS)).map(({ ms }) => ms));
  const peers = here.filter(({ contestant }) => !contestant.startsWith('Grokking Lab'));
  const ofForm = peers.filter((each) => each.form === form);
  const fastest = Math.min(...(ofForm.length > 0 ? ofForm : peers).map(({ ms }) => ms));
  return Number.isFinite(fastest / ours) ? `${(fastest / ours).toFixed(2)} ×` : '–';
}

function milliseconds(ms: number): string {
  return Number(ms.toPrecision(3)).toString();
}
