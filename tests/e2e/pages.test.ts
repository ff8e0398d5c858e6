/** @file What a person does on the pages, in a real browser over a lab in memory. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FakeLab } from '../helpers/fake-lab.ts';
import { startHarness, type Harness, type OpenOptions } from './harness.ts';

declare const window: { fakeLab: FakeLab };

let harness: Harness;
let page: Page;
let errors: string[];

beforeAll(async () => {
  harness = await startHarness('e2e-pages');
}, 120_000);
afterAll(() => harness.close());
afterEach(async () => {
  expect(errors).toEqual([]);
  await page.context().close();
});

async function open(
  scenario: 'empty' | 'some' | 'many',
  hash: string,
  options: OpenOptions = {},
): Promise<void> {
  ({ page, errors } = await harness.open(scenario, hash, options));
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const address = () => new URL(page.url()).hash;
/** Lets time pass in the lab. */
const pass = (seconds: number) => page.evaluate((s) => window.fakeLab.pass(s), seconds);

async function download(act: () => Promise<unknown>): Promise<{ name: string; content: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

describe('from the first click to a curve', () => {
  it('starts a run from the welcome page and shows it growing', async () => {
    await open('empty', '#/runs', { stopped: true });
    await button(/Watch a network grok/).click();
    await page.waitForURL(/#\/run\/1/);
    await pass(0);
    await pass(2);
    await page.getByText(/step 800 of 4/).waitFor();
    await pass(10);
    await page
      .getByText(/generalised at/)
      .first()
      .waitFor();
    expect(await page.locator('[data-chart]').count()).toBe(6);
  });

  it('pauses, survives a reload, and resumes', async () => {
    await open('some', '#/run/15', { stopped: true });
    await button('Pause').click();
    await page.getByText('paused', { exact: true }).first().waitFor();
    await button('Resume').click();
    await page.getByText('queued', { exact: true }).first().waitFor();
  });

  it('makes a second run with another weight decay through the form', async () => {
    await open('some', '#/run/4', { stopped: true });
    await button('Duplicate').click();
    await page.waitForURL(/#\/new\/test-2022/);
    await page.getByLabel(/^weight decay/).fill('0.25');
    await page.getByText('differs from the paper').first().waitFor();
    await expect.poll(() => decodeURIComponent(address())).toContain('set=optimizer.weightDecay=0.25');
    await button('Start run').click();
    await page.waitForURL(/#\/run\/18/);
    const config = await page.evaluate(
      () => window.fakeLab.runs.get(18)?.record.config.optimizer.weightDecay,
    );
    expect(config).toBe(0.25);
  });
});

describe('the form', () => {
  it('says beside the field what is wrong and starts nothing', async () => {
    await open('some', '#/new/test-2022%2Faddition', { stopped: true });
    await page.getByLabel(/^train fraction/).fill('1.5');
    await page.getByText('Expected a number above 0 and below 1, got 1.5.').waitFor();
    expect(await button('Start run').isDisabled()).toBe(true);
    await button('Set train fraction back to 0.4').click();
    expect(await page.getByLabel(/^train fraction/).inputValue()).toBe('0.4');
    expect(await button('Start run').isEnabled()).toBe(true);
  });

  it('shows what the lab itself objects to', async () => {
    await open('some', '#/new/test-2024%2Fdivision?set=task.modulus%3D98', { stopped: true });
    await page.getByText(/98 is not a prime/).waitFor();
    expect(await button('Start run').isDisabled()).toBe(true);
  });

  it('changes its fields with the kind of optimizer, and keeps what was typed over a reload', async () => {
    await open('some', '#/new/test-2022%2Faddition', { stopped: true });
    await page.getByLabel(/^optimizer kind/).selectOption('sgd');
    await page.getByLabel(/^momentum/).fill('0.5');
    expect(await page.getByLabel(/^epsilon/).count()).toBe(0);
    await page.reload();
    expect(await page.getByLabel(/^momentum/).inputValue()).toBe('0.5');
  });

  it('tells how long it will take', async () => {
    await open('some', '#/new/quick-start', { stopped: true });
    await page.getByText('1 min 7 s').waitFor();
  });
});

describe('the table of runs', () => {
  it('selects a range with Shift, deletes it and takes it back', async () => {
    await open('some', '#/runs', { stopped: true });
    await page.getByLabel('Select addition-9').click();
    await page.getByLabel('Select addition-5').click({ modifiers: ['Shift'] });
    await page.getByText('5 runs selected').waitFor();
    await expect.poll(address).toContain('selected=5-9');
    await button('Delete').click();
    await page.getByText('5 runs moved to the bin.').waitFor();
    expect(await page.getByLabel('Select addition-7').count()).toBe(0);
    await button('Undo').click();
    await page.getByLabel('Select addition-7').waitFor();
  });

  it('sorts by several columns and keeps order and filter in the address', async () => {
    await open('some', '#/runs', { stopped: true });
    await button(/^generalised/).click();
    await button(/^name/).click({ modifiers: ['Shift'] });
    await page.getByPlaceholder(/Search name/).fill('addition λ');
    await expect.poll(() => decodeURIComponent(address())).toContain('sort=point2,name');
    const first = page.locator('tbody a').first();
    expect(await first.textContent()).toBe('addition-8');
    await page.reload();
    await page.locator('tbody a').first().waitFor();
    expect(await first.textContent()).toBe('addition-8');
    await first.click();
    await page.waitForURL(/#\/run\/8/);
    await page.goBack();
    expect(await page.getByPlaceholder(/Search name/).inputValue()).toBe('addition λ');
  });

  it('filters with what is completed as one types, and says where a filter is wrong', async () => {
    await open('some', '#/runs', { stopped: true });
    const filter = page.getByRole('combobox', { name: 'Filter runs' });
    await filter.pressSequentially('stat');
    await page.getByRole('option', { name: /^status/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('= fin');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await filter.inputValue()).toBe('status = finished ');
    await page.keyboard.type('and optimizer.weightDecay < 0.5');
    await expect.poll(() => decodeURIComponent(address())).toContain('filter=status');
    const decays = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('tr[data-run]')].map(
        (row) =>
          window.fakeLab.runs.get(Number(row.dataset['run']))?.record.config.optimizer.weightDecay ?? 9,
      ),
    );
    expect(decays.length).toBeGreaterThan(0);
    expect(Math.max(...decays)).toBeLessThan(0.5);
    await filter.fill('optimizer.weightdecay < 0.5');
    await page.keyboard.press('Escape');
    await page.getByText('did you mean optimizer.weightDecay').waitFor();
    expect(await filter.getAttribute('aria-invalid')).toBe('true');
  });

  it('pins, tags and puts aside the selected runs', async () => {
    await open('some', '#/runs?selected=3', { stopped: true });
    await button('Mark').click();
    await page.getByRole('button', { name: 'Pinned to the top' }).click();
    await expect.poll(() => page.locator('tr[data-run]').first().getAttribute('data-run')).toBe('3');
    await page.getByLabel('New tag').fill('paper figure');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => window.fakeLab.runs.get(3)?.record.tags))
      .toContain('paper figure');
    await page.getByRole('button', { name: 'Archived', exact: true }).click();
    await expect.poll(() => page.locator('tr[data-run="3"]').count()).toBe(0);
    await page.keyboard.press('Escape');
    await button('Archived too').click();
    await page.locator('tr[data-run="3"]').waitFor();
  });

  it('keeps a view by its name and opens it again', async () => {
    await open('some', '#/runs?filter=seed+=+3&sort=-point2', { stopped: true });
    await page.locator('tr[data-run]').first().waitFor();
    const found = await page.locator('tr[data-run]').count();
    await button('Views').click();
    await page.getByLabel('Save this view as').fill('third seed');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await button('Show all').click();
    await expect.poll(() => page.locator('tr[data-run]').count()).toBeGreaterThan(found);
    await button('Views').click();
    await page.getByRole('button', { name: 'third seed', exact: true }).click();
    await expect.poll(() => page.locator('tr[data-run]').count()).toBe(found);
    await button('View: third seed').waitFor();
    await page.getByRole('button', { name: 'Forget the view third seed' }).click();
    await expect.poll(() => page.evaluate(() => window.fakeLab.settings['runs.views'])).toBeUndefined();
  });

  it('shows and remembers chosen columns', async () => {
    await open('some', '#/runs', { stopped: true });
    await button('Columns').click();
    await page.getByPlaceholder('Find a column').fill('learningRate');
    await page.getByRole('button', { name: 'optimizer.learningRate' }).click();
    await page.keyboard.press('Escape');
    await button(/^learning rate/).waitFor();
    expect(await page.evaluate(() => window.fakeLab.settings['runs.columns'])).toContain(
      'optimizer.learningRate',
    );
  });

  it('empties the bin for good only when asked twice', async () => {
    await open('some', '#/runs?selected=1', { stopped: true });
    await button('Delete').click();
    await button('Bin').click();
    await page.getByLabel('Select addition-1').click();
    page.once('dialog', (dialog) => void dialog.accept());
    await button('Delete for good').click();
    await page.getByText('The bin is empty').waitFor();
    expect(await page.evaluate(() => window.fakeLab.runs.has(1))).toBe(false);
  });

  it('holds only the rows in view of two thousand', async () => {
    await open('many', '#/runs', { stopped: true });
    await page.locator('tbody tr[data-run="2000"]').waitFor();
    expect(await page.locator('tbody tr[data-run]').count()).toBeLessThan(60);
    await page.locator('[aria-label="Table of runs"]').evaluate((element) => (element.scrollTop = 30_000));
    await page.locator('tbody tr[data-run="1060"]').waitFor();
    await page.getByPlaceholder(/Search name/).fill('addition-77 ');
    await page.getByRole('link', { name: 'addition-77', exact: true }).waitFor();
  });
});

describe('charts', () => {
  it('change their axes, zoom together and keep it all in the address', async () => {
    await open('some', '#/run/5', { stopped: true });
    const plot = page.locator('[data-plot="accuracy"]');
    await plot.waitFor();
    await page.keyboard.press('x');
    await expect.poll(address).toContain('x=linear');
    await page.keyboard.press('x');
    await expect.poll(address).not.toContain('x=');
    const box = await plot.boundingBox();
    if (!box) throw new Error('no plot');
    await page.mouse.move(box.x + box.width * 0.5, box.y + 150);
    await page.keyboard.press('y');
    await expect.poll(address).toContain('y.accuracy=log');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 150, { steps: 4 });
    await page.mouse.up();
    await expect.poll(address).toMatch(/zoom=[\d.]+\.\.[\d.]+/);
    const zoomed = address();
    await page.reload();
    await plot.waitFor();
    await expect.poll(address).toBe(zoomed);
    await page.keyboard.press('0');
    await expect.poll(address).not.toContain('zoom');
  });

  it('zoom with the wheel and out again with a double click', async () => {
    await open('some', '#/run/5', { stopped: true });
    const plot = page.locator('[data-plot="accuracy"]');
    await plot.hover({ position: { x: 250, y: 120 } });
    await page.mouse.wheel(0, -300);
    await expect.poll(address).toContain('zoom=');
    await plot.dblclick({ position: { x: 250, y: 120 } });
    await expect.poll(address).not.toContain('zoom=');
  });

  it('read the values under the crosshair, on all charts at once', async () => {
    await open('some', '#/run/5', { stopped: true });
    await page.locator('[data-plot="accuracy"]').hover({ position: { x: 300, y: 120 } });
    await page.locator('.box').getByText('validation accuracy').waitFor();
    expect(await page.locator('.overlay .line').count()).toBe(6);
  });

  it('are saved as PNG, SVG and CSV', async () => {
    await open('some', '#/run/5', { stopped: true });
    const menu = async (item: string) => {
      await button('Accuracy: axes and export').click();
      await button(item).click();
    };
    const png = await download(() => menu('Save PNG'));
    expect(png.name).toBe('addition-5-Accuracy.png');
    expect(png.content.subarray(1, 4).toString()).toBe('PNG');
    expect(png.content.readUInt32BE(16)).toBe(1440);
    const svg = (await download(() => menu('Save SVG'))).content.toString();
    expect(svg).toContain('generalised at');
    const drawn = (await download(() => menu('Save CSV of what is drawn'))).content.toString();
    expect(drawn.split('\n')[0]).toBe('chart,series,step,seconds,value,low,high,n');
    const raw = (await download(() => menu('Save CSV of all logged points'))).content.toString();
    const stored = await page.evaluate(() =>
      window.fakeLab.handlers['export.curves']({ runs: [5], format: 'csv' }),
    );
    expect(raw).toBe((stored as { text: string }).text);
  });
});

describe('a comparison', () => {
  it('groups by all but the seed and exports everything drawn', async () => {
    await open('some', '#/runs?selected=1-9', { stopped: true });
    await page.keyboard.press('c');
    await page.waitForURL(/#\/compare/);
    await page.getByLabel('Group by').selectOption('all-but-seed');
    await page.getByText('λ = 0.3 (median, 25–75 %, n = 3)').first().waitFor();
    await page.getByLabel('line').selectOption('mean');
    await page.getByText('λ = 1 (mean, ± 1 standard deviation, n = 3)').first().waitFor();
    const { name, content } = await download(() => page.keyboard.press('e'));
    expect(name).toBe('comparison-drawn.csv');
    const rows = content.toString().trim().split('\n');
    expect(rows.some((row) => row.startsWith('val/accuracy,"λ = 3 (mean'))).toBe(true);
    expect(rows.at(-1)?.split(',').at(-1)).toBe('3');
  });

  it('keeps its runs, charts and groups in the address, takes runs out and adds them', async () => {
    await open('some', '#/compare?runs=1,4&metrics=weights/norm', { stopped: true });
    await page.locator('[data-chart="weights/norm"]').waitFor();
    expect(await page.locator('[data-chart]').count()).toBe(1);
    await button('Remove addition-1 from the comparison').click();
    await expect.poll(address).toContain('runs=4');
    await button('Add runs').click();
    await page.getByLabel('Find a run').fill('without');
    await page.getByLabel(/without-decay/).click();
    await expect.poll(address).toContain('runs=4,10');
    await page.keyboard.press('Escape');
    await page.getByLabel('Draw addition-4').click();
    await expect.poll(address).toContain('hidden=4');
  });
});

describe('bad days', () => {
  it('says that the lab is away, and catches up when it is back', async () => {
    await open('some', '#/run/15', { stopped: true });
    await page.getByText(/step 5\d\d of/).waitFor();
    await page.evaluate(() => window.fakeLab.goAway());
    await page.getByText('The lab does not answer.').waitFor();
    await pass(30);
    await button('Try now').click();
    await page.getByText('The lab does not answer.').waitFor({ state: 'hidden' });
    await page.getByText(/step 2\s\d\d\d of/).waitFor();
  });

  it('says that the address must be opened anew when the lab refuses the page', async () => {
    await open('some', '#/runs', { stopped: true });
    await page.evaluate(() => window.fakeLab.refuse('This page was opened for an earlier start of the lab.'));
    await page.getByText(/Open the address that it printed/).waitFor();
  });

  it('knows a run that was purged in another window', async () => {
    await open('some', '#/run/5', { stopped: true });
    await page.getByText('addition-5').first().waitFor();
    await page.evaluate(() => window.fakeLab.request('runs.purge', { runs: [5] }));
    await page.getByText('Run 5 is not there').waitFor();
  });

  it('offers to restore a run that is in the bin', async () => {
    await open('some', '#/run/5', { stopped: true });
    await button('Delete').click();
    await page.getByText('This run is in the bin.').waitFor();
    await button('Restore it').click();
    await page.getByText('This run is in the bin.').waitFor({ state: 'hidden' });
  });

  it('answers an unknown address', async () => {
    await open('some', '#/somewhere/else', { stopped: true });
    await page.getByText('There is no such page').waitFor();
  });
});

describe('settings', () => {
  it('copy the store where somebody says, and say why not', async () => {
    await open('some', '#/settings', { stopped: true });
    const place = page.getByLabel('Copy the store to');
    await expect.poll(() => place.inputValue()).toMatch(/lab-\d{4}-\d\d-\d\d\.db$/);
    await button('Back up now').click();
    await page.getByText(/Copied .* and 12 checkpoints/).waitFor();
    await place.fill('/tmp/taken');
    await button('Back up now').click();
    await page.getByText('choose a name that is free').waitFor();
  });
});

describe('the speed of the engines', () => {
  it('is timed on demand, drawn, and taken away as picture and data', async () => {
    await open('some', '#/settings', { stopped: true });
    await button('Time the engines').click();
    await page.getByText('W1 1x128 ctx2 b512 on onnx-cpu (1 of 7)').waitFor();
    await button('Stop').click();
    await page.getByText('It was stopped after 0 cases.').waitFor();
    await button('Time the engines again').click();
    await button('Stop').waitFor();
    await page.evaluate(() => window.fakeLab.bench.finish());
    await page.getByText(/Imaginary 4000 · 2 threads/).waitFor();
    expect(await page.locator('[data-figure="bench"] .mark').count()).toBe(7);
    await button('Time of a training step: export').click();
    const data = await download(() => button('Save CSV').click());
    expect(data.content.toString()).toContain('W2 2x128 ctx4 b512,tfjs-node,2,118,22.1,90');
    await button('Time of a training step: export').click();
    const picture = await download(() => button('Save PNG').click());
    expect(picture.content.subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('with the keyboard alone', () => {
  it('goes from the table to a new run, a comparison and back', async () => {
    await open('some', '#/runs', { stopped: true });
    await page.keyboard.press('/');
    await page.keyboard.type('addition-4');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect.poll(address).toContain('selected=4');
    await page.keyboard.press('c');
    await page.waitForURL(/#\/compare\?runs=4/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('open run addition-9');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/run\/9/);
    await page.keyboard.press('[');
    await page.waitForURL(/#\/run\/8/);
    await page.keyboard.press(']');
    await page.waitForURL(/#\/run\/9/);
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'All logged points, CSV' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.waitForURL(/#\/new/);
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys on this page' }).waitFor();
  });

  it('reads a chart evaluation by evaluation', async () => {
    await open('some', '#/run/5', { stopped: true });
    await page.locator('[data-chart="accuracy"]:not(:has(.empty))').waitFor();
    await page.locator('[data-plot="accuracy"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/Step 0: /).waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowRight');
    await page.getByText(/Step 1: /).waitFor({ state: 'attached' });
    await page.keyboard.press('+');
    await expect.poll(address).toContain('zoom=');
  });

  it('pauses and resumes with Space', async () => {
    await open('some', '#/run/15', { stopped: true });
    await button('Pause').waitFor();
    await page.keyboard.press('Space');
    await button('Resume').waitFor();
    await page.keyboard.press('Space');
    await button('Pause').waitFor();
  });
});
