import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../../../src-main/contract/wire/lab-client.ts';
import { PIECE_BYTES } from '../../../../src-main/contract/wire/upload-requests.ts';
import { uploadFile } from '../../../../src-renderer/client/upload-files.ts';

type Asking = Pick<LabClient, 'request'>;

/** Takes pieces until one fails. */
function aLab(failsAt = Infinity) {
  const asked: string[] = [];
  const request = (name: string, params: { at?: number; name?: string; uploads?: string[] }) => {
    asked.push(name === 'uploads.add' ? `${params.name} from ${params.at}` : `${name} ${params.uploads}`);
    if (params.at !== undefined && params.at >= failsAt)
      return Promise.reject(new Error('the connection is lost'));
    return Promise.resolve({ upload: 'u1', bytes: (params.at ?? 0) + PIECE_BYTES });
  };
  return { asked, lab: { request } as unknown as Asking };
}

const aFile = (name = 'a.csv') => new File([new Uint8Array(PIECE_BYTES + 5)], name);
const told = { onSent: () => {}, isOver: () => false };

describe('a file on its way', () => {
  it('goes piece by piece under a name that every system takes', async () => {
    const { asked, lab } = aLab();
    expect(await uploadFile(lab, aFile('a/b:1.csv'), told)).toBe('u1');
    expect(asked).toEqual(['a_b_1.csv from 0', `a_b_1.csv from ${PIECE_BYTES}`]);
  });

  it('does not stay at the lab in part when something goes wrong, or when it is broken off', async () => {
    const { asked, lab } = aLab(PIECE_BYTES);
    await expect(uploadFile(lab, aFile(), told)).rejects.toThrow('the connection is lost');
    expect(asked.at(-1)).toBe('uploads.discard u1');
    const other = aLab();
    expect(await uploadFile(other.lab, aFile(), { ...told, isOver: () => true })).toBeNull();
    expect(other.asked).toEqual(['a.csv from 0', 'uploads.discard u1']);
  });

  it('that was changed since it was chosen is to be chosen again', async () => {
    const file = aFile();
    file.slice = () =>
      ({ arrayBuffer: () => Promise.reject(new DOMException('x', 'NotReadableError')) }) as never;
    await expect(uploadFile(aLab().lab, file, told)).rejects.toThrow(
      "'a.csv' cannot be read any more, since it was changed or moved; choose it again.",
    );
  });
});
