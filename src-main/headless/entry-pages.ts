/** @file The two pages that do not come from the renderer: the one that takes a fresh session to the app, and the one
 *  that turns somebody away. */
import { createHash } from 'node:crypto';

// The strict cookie is not sent along a redirect that began on another site or in another program. A page that
// replaces its own address is a navigation of ours, and leaves no token in the tab's history.
const ENTER =
  'const to = new URL(location.href); to.searchParams.delete("token"); location.replace(to.href);';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

function page(body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Grokking Lab</title></head>
<body>${body}</body>
</html>
`;
}

export interface EntryPage {
  readonly body: string;
  readonly policy: string;
}

/** Answered with the cookie to an address that holds the token. */
export const enterPage: EntryPage = {
  body: page(
    `<p>Opening Grokking Lab.</p><noscript>It needs JavaScript.</noscript><script>${ENTER}</script>`,
  ),
  policy: `default-src 'none'; script-src 'sha256-${sha256(ENTER)}'; frame-ancestors 'none'`,
};

/** Answered to a browser without a session. */
export const refusedPage: EntryPage = {
  body: page(
    '<h1>This address needs its token</h1>' +
      '<p>Grokking Lab runs here, but this browser has no session with it. ' +
      'Open the full address that was printed in the terminal when it started; it ends with a token.</p>',
  ),
  policy: "default-src 'none'; frame-ancestors 'none'",
};
