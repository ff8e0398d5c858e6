/** @file Unpacks an archive into a folder of its own, trusting nothing in it before it is checked. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { LabError } from '../../contract/values/lab-error.ts';
import {
  badArchive,
  ENTRY_NAME,
  MANIFEST,
  manifest,
  manifestHead,
  VERSION_OF_FORMAT,
  type Manifest,
} from './format.ts';

const AGAIN = 'copy or make it again';
/** What is read as a whole (the manifest, records, sweeps) is never larger. */
const MOST_TEXT_BYTES = 64 << 20;
const MOST_ENTRIES = 1_000_000;
/** Left free on the disk of the store, which has to grow by the series too. */
const BYTES_TO_SPARE = 64 << 20;
/** Kinds of file in the upper half of an entry's attributes, where it was packed on a Unix. */
const KIND_OF_FILE = 0o170000;
const REGULAR = 0o100000;

/**
 * Unpacks the archive and checks every entry against the manifest.
 * @param free bytes that are free where the folder is
 * @returns the names of the entries, which are files below the folder now
 * @throws LabError `bad-request` naming the archive, what is wrong and where; the folder may hold a part of it then
 */
export async function unpackArchive(file: string, folder: string, free: number): Promise<string[]> {
  try {
    const zip = await openPromise(file, { autoClose: false, strictFileNames: true });
    try {
      return await unpack(file, zip, folder, free);
    } finally {
      zip.close();
    }
  } catch (error) {
    throw error instanceof LabError ? error : unreadable(file, error);
  }
}

async function unpack(file: string, zip: ZipFile, folder: string, free: number): Promise<string[]> {
  const entries = await entriesOf(file, zip);
  const named = await readManifest(file, zip, entries);
  entries.delete(MANIFEST);
  for (const entry of entries.values()) refuseOdd(file, entry);
  refuseUnlessNamed(file, entries, named);
  refuseUnlessItFits(file, named, free);
  for (const { name, sha256 } of named) {
    const entry = entries.get(name) as Entry;
    const sum = await extract(await zip.openReadStreamPromise(entry), join(folder, name));
    if (sum !== sha256) throw badArchive(file, `holds a '${name}' that does not match its checksum`, AGAIN);
  }
  return named.map(({ name }) => name);
}

async function entriesOf(file: string, zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (entries.has(name)) throw badArchive(file, `holds '${name}' twice`, AGAIN);
    if (entries.size >= MOST_ENTRIES) {
      throw badArchive(file, `has more than ${MOST_ENTRIES} entries`, 'do not trust it');
    }
    entries.set(name, entry);
  }
  return entries;
}

/** @throws LabError for an entry that an archive cannot have, links among them */
function refuseOdd(file: string, { fileName, externalFileAttributes, uncompressedSize }: Entry): void {
  if (!ENTRY_NAME.test(fileName)) {
    throw badArchive(file, `holds '${fileName}', which is no entry of an archive`, 'do not trust it');
  }
  const kind = (externalFileAttributes >>> 16) & KIND_OF_FILE;
  if (kind !== 0 && kind !== REGULAR) {
    throw badArchive(file, `holds '${fileName}' as a link or folder instead of a file`, 'do not trust it');
  }
  if (fileName.endsWith('.json') && uncompressedSize > MOST_TEXT_BYTES) {
    throw badArchive(file, `holds a '${fileName}' of ${uncompressedSize} bytes`, 'do not trust it');
  }
}

function refuseUnlessNamed(
  file: string,
  entries: ReadonlyMap<string, Entry>,
  named: Manifest['entries'],
): void {
  const names = new Set(named.map(({ name }) => name));
  const unnamed = [...entries.keys()].find((name) => !names.has(name));
  if (unnamed !== undefined)
    throw badArchive(file, `holds '${unnamed}', which its manifest does not name`, AGAIN);
  for (const { name, bytes } of named) {
    const entry = entries.get(name);
    if (!entry) throw badArchive(file, `lacks '${name}', which its manifest names`, AGAIN);
    if (entry.uncompressedSize !== bytes) {
      throw badArchive(file, `has ${entry.uncompressedSize} bytes of '${name}' instead of ${bytes}`, AGAIN);
    }
  }
}

/** Before anything is unpacked: a small file may claim to hold any amount. */
function refuseUnlessItFits(file: string, named: Manifest['entries'], free: number): void {
  const bytes = named.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes + BYTES_TO_SPARE <= free) return;
  const what = `unpacks to ${bytes} bytes, and the disk of the store has ${free} free`;
  throw badArchive(file, what, 'free some space, and do not trust an archive that claims too much');
}

async function readManifest(file: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
  const entry = entries.get(MANIFEST);
  if (!entry || entry.uncompressedSize > MOST_TEXT_BYTES) {
    throw badArchive(file, `has no ${MANIFEST}`, 'choose an archive that a lab exported');
  }
  const pieces: Buffer[] = [];
  for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
  const content: unknown = parsed(file, Buffer.concat(pieces).toString());
  const head = manifestHead.safeParse(content);
  if (head.success && head.data.version > VERSION_OF_FORMAT) {
    const what = `is of format ${head.data.version}, and this Grokking Lab knows ${VERSION_OF_FORMAT}`;
    throw badArchive(file, what, 'update Grokking Lab to import it');
  }
  const read = manifest.safeParse(content);
  if (!read.success) throw badArchive(file, `has a ${MANIFEST} that makes no sense`, AGAIN, read.error);
  return read.data.entries;
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badArchive(file, `has a ${MANIFEST} that is not JSON`, AGAIN, cause);
  }
}

/** Forced to the disk, since a record will say that it is there. @returns its SHA-256 */
async function extract(content: Readable, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  content.on('data', (piece: Buffer) => hash.update(piece));
  await pipeline(content, createWriteStream(path, { flags: 'wx', flush: true }));
  return hash.digest('hex');
}

/** What the reader of ZIP files or the disk says. */
function unreadable(file: string, error: unknown): LabError {
  const why = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(invalid relative path|absolute path|invalid characters)/.test(why)) {
    return badArchive(file, `holds an entry that leads out of its folder (${why})`, 'do not trust it', error);
  }
  if (code === 'ENOENT') return badArchive(file, 'does not exist', 'give the path of an archive', error);
  if (code === 'EACCES' || code === 'EPERM')
    return badArchive(file, 'may not be read by you', 'allow it (chmod u+r), or copy it', error);
  if (code === 'ENOSPC')
    return badArchive(file, 'does not fit on the disk of the store', 'free some space', error);
  return badArchive(file, `is damaged, cut short or no archive (${why})`, AGAIN, error);
}
