/** @file Curves drawn in text: accuracies over a logarithmic step axis, in Braille dots.
 *  Train is drawn thin (the left dots of a cell), validation bold (all dots), so that no colour is needed. */

export interface TextSeries {
  readonly label: string;
  /** thin uses every second dot column. */
  readonly weight: 'thin' | 'bold';
  readonly step: ArrayLike<number>;
  /** 0 … 1; NaN leaves a gap. */
  readonly value: ArrayLike<number>;
}

const HEIGHT = 12;
const NARROWEST = 24;
const LEFT_MARGIN = 4;
/** Step 0 has no place on a logarithmic axis: it gets a cell of its own, then one stays empty. */
const GUTTER = 2;
const DOTS_DOWN = 4;
const DOTS_ACROSS = 2;
/** Bits of a Braille cell, by column and row of the dot. */
const DOT_BITS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/**
 * At most 15 lines: the curves, the axis with its decades labelled, and the legend.
 * @param width characters a line may have
 */
export function textCurve(series: readonly TextSeries[], width: number): string[] {
  const axis = stepAxis(series, Math.max(NARROWEST, width) - LEFT_MARGIN - 1 - GUTTER);
  if (!axis) return [];
  const canvas = new BrailleCanvas(GUTTER + axis.cells, HEIGHT);
  for (const one of series) draw(one, axis, canvas);
  const rows = canvas.rows().map((row, i) => `${valueLabel(i)}│${row}`.trimEnd());
  return [...rows, ...axisLines(axis), legend(series)];
}

interface StepAxis {
  readonly cells: number;
  /** log10 of the first and last step. */
  readonly low: number;
  readonly high: number;
}

function stepAxis(series: readonly TextSeries[], cells: number): StepAxis | undefined {
  const steps = series.flatMap((one) => Array.from(one.step)).filter((step) => step > 0);
  if (steps.length === 0) return undefined;
  const first = steps.reduce((a, b) => Math.min(a, b));
  const last = steps.reduce((a, b) => Math.max(a, b));
  const low = Math.floor(Math.log10(first));
  return { cells, low, high: Math.max(Math.log10(last), low + 1) };
}

/** Dot column of a step. */
function dotOf(step: number, { cells, low, high }: StepAxis): number {
  if (step <= 0) return 0;
  const share = (Math.log10(step) - low) / (high - low);
  return GUTTER * DOTS_ACROSS + Math.round(share * (cells * DOTS_ACROSS - 1));
}

/** A jump between two points becomes a vertical stroke at the later one: that is where it was seen. */
function draw({ step, value, weight }: TextSeries, axis: StepAxis, canvas: BrailleCanvas): void {
  const lowest = HEIGHT * DOTS_DOWN - 1;
  let previous: { x: number; y: number } | undefined;
  for (let i = 0; i < step.length; i++) {
    const v = value[i] as number;
    if (!Number.isFinite(v)) {
      previous = undefined;
      continue;
    }
    const x = dotOf(step[i] as number, axis);
    const y = Math.round((1 - Math.min(1, Math.max(0, v))) * lowest);
    // Step 0 stands apart: nothing leads from it into the axis.
    const from = previous && previous.x >= GUTTER * DOTS_ACROSS ? previous : { x, y };
    for (let column = from.x; column < x; column++) canvas.set(column, from.y, weight);
    for (let row = Math.min(from.y, y); row <= Math.max(from.y, y); row++) canvas.set(x, row, weight);
    previous = { x, y };
  }
}

class BrailleCanvas {
  readonly #width: number;
  readonly #cells: Uint8Array[];

  constructor(width: number, height: number) {
    this.#width = width;
    this.#cells = Array.from({ length: height }, () => new Uint8Array(width));
  }

  set(x: number, y: number, weight: 'thin' | 'bold'): void {
    const column = weight === 'thin' ? 0 : x % DOTS_ACROSS;
    const bit = DOT_BITS[column as 0 | 1][(y % DOTS_DOWN) as 0 | 1 | 2 | 3];
    const cell = Math.min(this.#width - 1, Math.floor(x / DOTS_ACROSS));
    const row = this.#cells[Math.floor(y / DOTS_DOWN)] as Uint8Array;
    row[cell] = (row[cell] as number) | bit;
  }

  rows(): string[] {
    return this.#cells.map((row) =>
      Array.from(row, (bits) => (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits))).join(''),
    );
  }
}

function valueLabel(row: number): string {
  const label = row === 0 ? '1.0' : row === Math.floor(HEIGHT / 2) ? '0.5' : row === HEIGHT - 1 ? '0.0' : '';
  return `${label.padStart(LEFT_MARGIN - 1)} `;
}

/** The axis with a mark at every decade, and the labels under the marks. */
function axisLines(axis: StepAxis): string[] {
  const marks = Array.from({ length: GUTTER + axis.cells }, () => '─');
  const labels = Array.from({ length: LEFT_MARGIN + 1 + GUTTER + axis.cells + 4 }, () => ' ');
  const put = (cell: number, text: string) => {
    marks[cell] = '┴';
    [...text].forEach((character, i) => (labels[LEFT_MARGIN + 1 + cell + i] = character));
  };
  put(0, '0');
  for (let decade = axis.low; decade <= axis.high; decade++) {
    put(Math.floor(dotOf(10 ** decade, axis) / DOTS_ACROSS), decadeLabel(decade));
  }
  return [`${' '.repeat(LEFT_MARGIN)}└${marks.join('')}`, labels.join('').trimEnd()];
}

/** 1, 10, 100, 1k, 10k, 100k, 1M … */
function decadeLabel(decade: number): string {
  const units = ['', 'k', 'M', 'G'];
  const unit = Math.min(Math.floor(decade / 3), units.length - 1);
  return `${10 ** (decade - 3 * unit)}${units[unit] ?? ''}`;
}

function legend(series: readonly TextSeries[]): string {
  const entries = series.map(({ weight, label }) => `${weight === 'thin' ? '⠂⠂' : '⠒⠒'} ${label}`);
  return `${' '.repeat(LEFT_MARGIN + 1)}step (logarithmic)   ${entries.join('   ')}`;
}
