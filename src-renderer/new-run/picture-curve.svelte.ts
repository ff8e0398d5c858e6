/** @file The picture of an experiment: a curve that came with the app, or else the newest own run that generalised. */
import type { Experiment } from '../../src-main/contract/values/experiment.ts';
import type { RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { LabConnection } from '../client/connection.ts';
import { EXAMPLE_CURVES } from './example-curves.ts';

export interface PictureCurve {
  readonly step: ArrayLike<number>;
  readonly train: ArrayLike<number>;
  readonly val: ArrayLike<number>;
}

const PIXELS = 300;

/** The newest run of the experiment that generalised, else the newest that is over. */
export function pictureRun(experiment: string, runs: readonly RunRecord[]): RunRecord | undefined {
  const own = runs.filter((run) => run.experiment === experiment && run.status === 'finished');
  return own.find((run) => run.point2 !== null) ?? own[0];
}

export class PictureOf {
  #read = $state.raw<{ run: number; curve: PictureCurve } | null>(null);
  readonly #experiment: Experiment;
  readonly #connection: LabConnection;
  readonly #runs: () => readonly RunRecord[];
  readonly run: RunRecord | undefined = $derived.by(() => pictureRun(this.#experiment.id, this.#runs()));

  constructor(experiment: Experiment, connection: LabConnection, runs: () => readonly RunRecord[]) {
    this.#experiment = experiment;
    this.#connection = connection;
    this.#runs = runs;
  }

  get curve(): PictureCurve | null {
    return EXAMPLE_CURVES[this.#experiment.id] ?? this.#read?.curve ?? null;
  }

  /** Reads the own run's curve where no stored one exists. */
  async read(): Promise<void> {
    const run = this.run;
    if (EXAMPLE_CURVES[this.#experiment.id] || !run || this.#read?.run === run.id) return;
    try {
      const { curves } = await this.#connection.request('curves.read', {
        runs: [run.id],
        metrics: ['train/accuracy', 'val/accuracy'],
        width: PIXELS,
        scale: 'log',
        from: null,
        to: null,
      });
      const train = curves.find((curve) => curve.metric === 'train/accuracy');
      const val = curves.find((curve) => curve.metric === 'val/accuracy');
      if (train && val) {
        const curve = { step: val.step, train: sameSteps(train, val.step), val: val.value };
        this.#read = { run: run.id, curve };
      }
    } catch {
      // A card without its picture is still a card.
    }
  }
}

/** Values at those steps; each curve was decimated by itself, so steps may differ. The one before stands in. */
function sameSteps(curve: { step: Float64Array; value: Float64Array }, steps: Float64Array): Float64Array {
  let j = 0;
  return steps.map((step) => {
    while (j + 1 < curve.step.length && (curve.step[j + 1] as number) <= step) j++;
    return curve.value[j] ?? NaN;
  });
}
