/** @file Entry of `npm start`. Plain JavaScript, so that a Node that is too old gets a sentence instead of a stack. npm
 *  puts the Node of `node_modules/.bin` first, where there is one for this machine. */

if (process.features.typescript) await import('./start.ts');
else {
  console.error(
    `npm start: this is Node ${process.versions.node}, and Grokking Lab needs 22.18 or newer; install Node 24.`,
  );
  process.exitCode = 1;
}
