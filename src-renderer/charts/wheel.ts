/** @file Whether a turn of the wheel zooms a chart or scrolls the page. A scroll that began outside goes on over a
 *  chart that comes under the pointer; only a turn that begins on a chart zooms it. */

/** Turns that follow each other more closely than this are one gesture. */
const GESTURE_MS = 300;

let last = { time: -Infinity, zooming: false };

/** To be told of every turn outside charts. */
export function noteScroll(event: WheelEvent): void {
  if (event.target instanceof Element && event.target.closest('[data-plot]')) return;
  last = { time: event.timeStamp, zooming: false };
}

/** For a turn over a chart: does it zoom? */
export function wheelZooms(event: WheelEvent): boolean {
  const continues = event.timeStamp - last.time < GESTURE_MS;
  last = { time: event.timeStamp, zooming: continues ? last.zooming : true };
  return last.zooming;
}
