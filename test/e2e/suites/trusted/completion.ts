import assert from 'node:assert/strict';
import { closeAll, showText, waitForDiagnostic, waitForSilence } from '../../../support/editor/documents';
import { startExtension } from '../../../support/editor/extension';
import { choose, goToEndOf, leaveSnippet, newLine, select, type } from '../../../support/editor/suggestions';

const built = `job: extension
config:
  name: maya
  process:
    - type: diffusion_trainer
      training_folder: output
      trigger_word: maya_char
      network:
        type: lora
        linear: 16
        linear_alpha: 16
      save:
        dtype: bf16
        save_every: 32
        max_step_saves_to_keep: 10
      datasets:
        - folder_path: dataset/40_maya_char
          num_repeats: 4
          caption_ext: txt
          cache_latents_to_disk: true
          resolution: 1024
        - folder_path: dataset/20_maya_char_realbody
          num_repeats: 2
          caption_ext: txt
          cache_latents_to_disk: true
          resolution: 1024
      train:
        batch_size: 1
        steps: 320
        gradient_checkpointing: true
        train_unet: true
        train_text_encoder: false
        noise_scheduler: flowmatch
        optimizer: adamw8bit
        lr: 0.0002
        timestep_type: weighted
        dtype: bf16
      model:
        name_or_path: Qwen/Qwen-Image-2512
        arch: qwen_image:2512
        quantize: true
        qtype: uint3|ostris/accuracy_recovery_adapters/qwen_image_2512_torchao_uint3.safetensors
        quantize_te: true
      sample:
        sampler: flowmatch
        sample_every: 64
        width: 1024
        height: 1024
        prompts:
          - '[trigger], portrait, smiling, natural lighting, natural skin texture, 8K'
          - '[trigger], full body, standing, photorealistic, detailed skin, natural lighting'
          - maya_char, portrait, red sweater, soft light, natural skin texture, 8K
        neg: ''
        guidance_scale: 3.5
        sample_steps: 28
`;

describe('completion in the editor', () => {
  before(async () => {
    await startExtension();
  });
  afterEach(closeAll);

  it('builds a config from an empty file, without a finding at the end', async () => {
    const editor = await showText('by-completion.yaml', '');

    await choose(editor, 'config', 'co');
    await type('maya');
    await leaveSnippet();
    goToEndOf(editor, 'config:');
    await newLine('above');
    await choose(editor, 'job', 'jo');
    await leaveSnippet();
    select(editor, 'my_trigger');
    await type('maya_char');

    goToEndOf(editor, 'resolution:');
    await newLine('below', -1);
    await choose(editor, '- dataset');
    await choose(editor, '20_maya_char_realbody', 'dataset/2');
    await leaveSnippet();
    select(editor, 'datasets/my_subject');
    await choose(editor, '40_maya_char', 'dataset/4');
    for (const [folder, repeats] of Object.entries({ '40_maya_char': '4', '20_maya_char_realbody': '2' })) {
      goToEndOf(editor, folder);
      await newLine('below', 1);
      await choose(editor, 'num_repeats', 'num_');
      await type(repeats);
      await leaveSnippet();
    }

    goToEndOf(editor, 'lr:');
    await newLine('below');
    await choose(editor, 'timestep_type', 'timestep_t');
    await leaveSnippet();
    select(editor, 'sigmoid');
    await choose(editor, 'weighted', 'wei');

    select(editor, 'qfloat8');
    await type('uint3');
    await waitForDiagnostic(editor.document, 'qwen-recovery-adapter');
    await choose(editor, 'uint3 with recovery adapter', '|');
    await waitForSilence(editor.document, 'qwen-recovery-adapter');
    goToEndOf(editor, 'qtype:');
    await newLine('below');
    await choose(editor, 'quantize_te', 'quantize_t');
    await leaveSnippet();

    goToEndOf(editor, 'detailed skin');
    await newLine('below');
    await type('- ');
    await choose(editor, 'maya_char', 'may');
    await type(', portrait, red sweater, soft light');
    await choose(editor, ', natural skin texture, 8K', ', n');

    await waitForDiagnostic(editor.document, 'epoch-count');
    for (const [interval, steps] of [
      ['save_every: 250', 'save_every: 32'],
      ['sample_every: 250', 'sample_every: 64'],
      ['steps: 2500', 'steps: 320'],
    ] as const) {
      select(editor, interval);
      await type(steps);
    }
    await waitForSilence(editor.document);
    assert.equal(editor.document.getText().trimEnd(), built.trimEnd());
  });
});
