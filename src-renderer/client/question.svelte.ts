/** @file Something that a page asks the lab for, as far as all such questions are alike. */
import { isAway } from './replies.ts';

export class Question {
  /** Whether an answer is on its way. */
  busy = $state(false);
  /** Whether there was an answer. */
  ready = $state(false);
  /** Why there is no answer now; null where there is one, or where the lab is away and says so itself. */
  error = $state.raw<unknown>(null);

  /** @param request asks, and keeps the answer */
  protected async ask(request: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await request();
      this.ready = true;
      this.error = null;
    } catch (error) {
      if (!isAway(error)) this.error = error;
    } finally {
      this.busy = false;
    }
  }
}
