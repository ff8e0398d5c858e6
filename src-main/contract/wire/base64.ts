/** @file Bytes as base64, by whatever the process has of its own: a page of curves holds megabytes, and a loop over their
 *  characters takes twenty times as long. Node has `Buffer`, newer browsers read by `Uint8Array.fromBase64`. */

/** Not in the library types of the language version that the code is written for. */
const bytesOfText = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
  .fromBase64;

/** The bytes of the array, as they lie in memory. */
export function toBase64({ buffer, byteOffset, byteLength }: Float64Array | Uint8Array): string {
  if (typeof Buffer === 'function') return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

/** @throws an error where a character is none of base64 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (bytesOfText) return bytesOfText.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
