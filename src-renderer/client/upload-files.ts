/** @file Hands a file of the user to the lab, which may stand in another process and read another disk. */
import { toBase64 } from '../../src-main/contract/wire/base64.ts';
import type { LabClient } from '../../src-main/contract/wire/lab-client.ts';
import { PIECE_BYTES, sentName } from '../../src-main/contract/wire/upload-requests.ts';

export interface UploadTold {
  /** Told of bytes that have arrived. */
  readonly onSent: (bytes: number) => void;
  /** Whether somebody has thought better of it. */
  readonly isOver: () => boolean;
}

/**
 * Sends the file piece by piece. Where it is broken off, or something goes wrong, it is forgotten at the lab.
 * @returns its id; null where it was broken off
 */
export async function uploadFile(
  lab: Pick<LabClient, 'request'>,
  file: File,
  { onSent, isOver }: UploadTold,
): Promise<string | null> {
  const name = sentName(file.name);
  let upload: string | null = null;
  let at = 0;
  try {
    do {
      const piece = await pieceOf(file, at);
      const sent: { upload: string; bytes: number } = await lab.request('uploads.add', {
        ...{ upload, name, at, data: toBase64(piece) },
      });
      upload = sent.upload;
      at = sent.bytes;
      onSent(piece.length);
    } while (at < file.size && !isOver());
  } catch (error) {
    forget(lab, upload);
    throw error;
  }
  if (!isOver()) return upload;
  forget(lab, upload);
  return null;
}

async function pieceOf(file: File, at: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
  } catch (error) {
    const message = `'${file.name}' cannot be read any more, since it was changed or moved; choose it again.`;
    throw new Error(message, { cause: error });
  }
}

function forget(lab: Pick<LabClient, 'request'>, upload: string | null): void {
  // Where nobody answers, the lab forgets it by itself.
  if (upload !== null) lab.request('uploads.discard', { uploads: [upload] }).catch(() => {});
}
