import { describe, expect, it } from 'vitest';
import type { LabConnection } from '../../../../src-renderer/client/connection.ts';
import { RunImport } from '../../../../src-renderer/runs/run-import.svelte.ts';

interface Asked {
  readonly uploads: readonly string[];
  readonly again: boolean;
}

/** A lab with some files already, which says no to others. Uploads are called by what is in them. */
function aLab(present: readonly string[], refused: readonly string[] = []) {
  const contents = new Map<string, string>();
  const imports: Asked[] = [];
  let next = 1;
  const answers: Record<string, (params: never) => unknown> = {
    'uploads.add': ({ data }: { data: string }) => {
      const upload = `u${next++}`;
      contents.set(upload, atob(data));
      return { upload, bytes: atob(data).length };
    },
    'uploads.discard': ({ uploads }: Asked) => {
      for (const upload of uploads) contents.delete(upload);
      return {};
    },
    'uploads.import': ({ uploads, again }: Asked) => {
      const texts = uploads.map((upload) => contents.get(upload) ?? 'nothing');
      imports.push({ uploads: texts, again });
      const bad = texts.find((text) => refused.includes(text));
      if (bad !== undefined) throw new Error(`import: '${bad}' is no table`);
      const repeated = again ? [] : uploads.filter((_, i) => present.includes(texts[i] as string));
      contents.clear();
      return { foreign: { runs: [], present: [] }, archive: null, repeated };
    },
  };
  const request = (name: string, params: never) =>
    new Promise((resolve) => resolve((answers[name] as (params: never) => unknown)(params)));
  const coming = new RunImport({ request } as unknown as LabConnection);
  return { coming, imports, contents };
}

const file = (text: string) => new File([text], 'a.csv');

describe('files that a page brings in', () => {
  it('come again all the same where they were there, and those that had just come in do not', async () => {
    const { coming, imports } = aLab(['old']);
    coming.choose([file('old'), file('new')]);
    await coming.start();
    await coming.again();
    expect(imports).toEqual([
      { uploads: ['old', 'new'], again: false },
      { uploads: ['old'], again: true },
    ]);
    expect(coming.stage).toBe('done');
  });

  it('are read and sent anew after they were refused, and nothing of them stays at the lab', async () => {
    const { coming, imports, contents } = aLab([], ['bad']);
    const one = { text: 'bad' };
    const corrected = file('bad');
    corrected.slice = () => new Blob([one.text]);
    coming.choose([corrected]);
    await coming.start();
    expect(coming.error).toMatchObject({ message: "import: 'bad' is no table" });
    expect([coming.stage, contents.size]).toEqual(['choosing', 0]);
    one.text = 'yes';
    await coming.start();
    expect(imports.at(-1)).toEqual({ uploads: ['yes'], again: false });
    expect([coming.stage, coming.error]).toEqual(['done', null]);
  });
});
