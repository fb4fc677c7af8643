import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { pngImage } from '../../../support/comfyui/png-image';
import { type StandInOptions, StandInServer } from '../../../support/comfyui/stand-in-server';
import { closeAll, inWorkspace } from '../../../support/editor/documents';
import { listeningUser, startExtension } from '../../../support/editor/extension';
import { waitFor } from '../../../support/editor/wait-for';
import { connectToWindow, type EditorWindow, textIn } from '../../../support/editor/window';
import { safetensorsFile } from '../../../support/safetensors';

const steps = [250, 500, 750];

describe('The comparison of checkpoints', function () {
  this.timeout(120_000);
  let window: EditorWindow;
  let server: StandInServer | undefined;
  let answers: vscode.Disposable | undefined;
  const job = inWorkspace('output/picked').fsPath;
  const loras = inWorkspace('comfyui-loras').fsPath;

  before(async () => {
    await startExtension();
    window = await connectToWindow();
    writeJob(job);
    mkdirSync(loras, { recursive: true });
  });
  after(async () => {
    await setAddress(undefined);
    await window.close();
  });
  afterEach(async () => {
    answers?.dispose();
    await server?.stop();
    server = undefined;
    await closeAll();
  });

  it('is judged by key, kept with the run, and the pick is copied whole to a folder', async () => {
    const user = listeningUser();
    const dialogs = { ...user.dialogs, pickFolder: async () => loras };
    answers = (await startExtension()).answerDialogs(dialogs);
    const page = await openCompare(window, job);
    await page.locator('#judge .left img').waitFor();
    await page.locator('h1').click();
    await window.page.keyboard.press('ArrowLeft');
    await textIn(page.locator('.judge-status'), '1 comparison so far');
    await window.page.keyboard.press('ArrowDown');
    await textIn(page.locator('.judge-status'), '2 comparisons so far');
    const kept = JSON.parse(readFileSync(join(job, '.qwen-lora', 'comparison.json'), 'utf8'));
    assert.deepEqual(
      kept.comparisons.map(({ better }: { better: string }) => better),
      ['left', 'equal'],
    );

    await page.getByRole('button', { name: 'Check picked_000000500.safetensors' }).click();
    await textIn(page.locator('.check'), /LoRA · rank 4 · .*ComfyUI loads all keys/);
    await page.getByRole('button', { name: 'Copy picked_000000500.safetensors to ComfyUI' }).click();
    const input = window.page
      .locator('.quick-input-widget input[type=text], .quick-input-widget input')
      .first();
    await input.waitFor();
    await input.fill('maya v1');
    await window.page.keyboard.press('Enter');
    const copy = join(loras, 'maya v1.safetensors');
    await waitFor('the copy', () => existsSync(copy) || undefined, { seen: () => user.messages });
    assert.equal(statSync(copy).mode & 0o777, 0o644);
    assert.deepEqual(readFileSync(copy), readFileSync(join(job, 'picked_000000500.safetensors')));
    assert.deepEqual(readdirSync(loras), ['maya v1.safetensors']);
    await page.locator('.tally .codicon-star-full').waitFor();
  });

  it('sends a matrix after it said how much goes where, and shares it as one image', async () => {
    const own = await startServer({});
    const user = await asUser((message) => (/^Send /.test(message) ? 'Send' : undefined));
    const page = await openCompare(window, job);
    await page.getByRole('tab', { name: 'Quality matrix' }).click();
    await page.getByLabel('Guidance', { exact: true }).fill('3, 4');
    await page.getByRole('button', { name: 'Send to ComfyUI' }).click();
    await page.locator('.cell.done img').nth(11).waitFor();
    assert.match(
      user.messages.find((each) => each.startsWith('Send ')) ?? '',
      new RegExp(
        `^Send 12 workflows \\(\\d+ kB\\) to ${own.address}\\? The server generates 12 images of 1024 × 1024`,
      ),
    );
    assert.equal(own.sent.length, 12);
    const width = await page
      .locator('.cell.done img')
      .first()
      .evaluate((image) => Reflect.get(image, 'naturalWidth'));
    assert.equal(width, 8);

    await page.getByRole('button', { name: 'Contact sheet' }).last().click();
    await window.page.locator('.quick-input-widget:visible input').first().waitFor();
    await window.page.keyboard.press('Enter');
    const sheet = inWorkspace('output/picked-contact-sheet.png').fsPath;
    await waitFor('the contact sheet', () => existsSync(sheet) || undefined);
    assert.equal(readFileSync(sheet).toString('latin1', 1, 4), 'PNG');

    await page.getByRole('tab', { name: 'Checklist' }).click();
    await page.getByLabel('Natural skin, not plastic', { exact: true }).check();
    await textIn(page.locator('#panel-checklist'), '1 of 6');
  });

  it('sends nothing that the server cannot run, and survives its end', async () => {
    const own = await startServer({ without: ['EmptySD3LatentImage'] });
    await asUser(() => 'Send');
    const page = await openCompare(window, job);
    await page.getByRole('tab', { name: 'Quality matrix' }).click();
    await page.getByRole('button', { name: 'Send to ComfyUI' }).click();
    await textIn(page.locator('.failure'), "The server has no node 'EmptySD3LatentImage'. Update ComfyUI");
    assert.equal(own.sent.length, 0);
    await own.stop();
    server = undefined;
    await page.getByRole('button', { name: 'Send to ComfyUI' }).click();
    await textIn(page.locator('.failure'), /No server answers at http:\/\/127.* Start ComfyUI/);
  });

  async function startServer(options: StandInOptions): Promise<StandInServer> {
    const metadata = Object.fromEntries(
      steps.map((step) => [`loras/${fileOf(step)}`, { sshs_model_hash: `hash-${step}` }]),
    );
    const lists = { ...(await import('../../../support/comfyui/object-info')).usualLists };
    server = await StandInServer.start({
      ...options,
      metadata,
      lists: { ...lists, lora_name: Object.keys(metadata) },
    });
    await setAddress(server.address);
    return server;
  }

  async function asUser(answer: (message: string) => string | undefined) {
    const user = listeningUser(answer);
    answers = (await startExtension()).answerDialogs(user.dialogs);
    return user;
  }
});

async function openCompare(window: EditorWindow, folder: string) {
  await vscode.commands.executeCommand('qwenLora.compareCheckpoints', { kind: 'run', run: { folder } });
  await window.shown.getByRole('tab', { name: 'Compare' }).waitFor();
  return window.shown;
}

async function setAddress(address: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('qwenLora');
  await settings.update('comfyui.address', address, vscode.ConfigurationTarget.Global);
}

function fileOf(step: number): string {
  return `picked_${String(step).padStart(9, '0')}.safetensors`;
}

/** A job folder as ai-toolkit leaves it: config, samples of three rounds, three checkpoints. */
function writeJob(folder: string): void {
  mkdirSync(join(folder, 'samples'), { recursive: true });
  writeFileSync(
    join(folder, 'config.yaml'),
    'job: extension\nconfig:\n  name: picked\n  process:\n    - type: sd_trainer\n      network: { type: lora, linear: 4 }\n      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image }\n      train: { steps: 750 }\n      sample:\n        width: 1024\n        height: 1024\n        prompts:\n          - "maya, smiling"\n          - "maya, \\"quoted\\" in the rain"\n',
  );
  const half = [0x80, 0x3c];
  const key = 'diffusion_model.transformer_blocks.0.attn.to_q';
  for (const [at, step] of steps.entries()) {
    const tensors = [
      { name: `${key}.lora_A.weight`, dtype: 'BF16' as const, shape: [4, 64], value: half },
      { name: `${key}.lora_B.weight`, dtype: 'BF16' as const, shape: [64, 4], value: [at + 1, 0x3c] },
    ];
    const metadata = { training_info: JSON.stringify({ step, epoch: at }), sshs_model_hash: `hash-${step}` };
    writeFileSync(join(folder, fileOf(step)), safetensorsFile(tensors, metadata), { mode: 0o600 });
    for (const prompt of [0, 1]) {
      const name = `${1000 + at}__${String(step).padStart(9, '0')}_${prompt}.png`;
      writeFileSync(join(folder, 'samples', name), pngImage([60 * at, 80 * prompt + 40, 120], '', 64));
    }
  }
}
