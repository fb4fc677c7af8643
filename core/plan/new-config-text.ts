import { modelFamilies } from '../profiles/model-families';
import { qwenControlImages } from '../profiles/qwen-checkpoints';
import { type NewConfigAnswers, type NewConfigSubject, newConfigSchedule } from './new-config';

/** Prompts of 50 to 200 characters, as the guide recommends them. */
const scenes: Readonly<Record<NewConfigSubject, readonly string[]>> = {
  character: [
    'portrait, soft smile, looking at the camera, natural window light, blurred background',
    'full body, walking through a park in autumn, wide shot, overcast light, detailed clothes',
    'upper body, sitting at a table in a small restaurant, evening, warm light, shallow depth of field',
  ],
  style: [
    'a lighthouse on a cliff above the sea, low sun, long shadows, a few birds in the distance',
    'an old man who repairs a bicycle in a narrow street, morning light, wide shot',
    'a bowl of fruit on a wooden table near a window, soft light, calm colors',
  ],
  edit: [
    'the same person in the same pose, with the change that this LoRA teaches, in natural light',
    'the same scene from the same place, with the change that this LoRA teaches, in soft light',
  ],
};

/** A whole config for the answers, in ai-toolkit's own keys, with comments on what the numbers mean. */
export function newConfigText(answers: NewConfigAnswers): string {
  const { subject, images, trigger } = answers;
  const { repeats, steps, interval } = newConfigSchedule(subject, images);
  const advice = modelFamilies.qwen.useCases[subject === 'style' ? 'style' : 'character'];
  const epochs = Math.round(steps / (images * repeats));
  return [
    `# ${headline(answers)}: ${count(images, 'image')}, ${images * repeats} steps to the epoch, ${epochs} epochs.`,
    'job: extension',
    'config:',
    `  name: ${text(answers.name)}`,
    '  process:',
    '    - type: "diffusion_trainer"',
    '      training_folder: "output"',
    ...(trigger === '' ? [] : [`      trigger_word: ${text(trigger)}`]),
    '',
    '      network:',
    '        type: "lora"',
    `        linear: ${advice.rank.best}`,
    `        linear_alpha: ${advice.rank.best}`,
    '',
    '      save:',
    '        dtype: bf16',
    `        save_every: ${interval} # ${count(Math.round(interval / (images * repeats)), 'epoch')}`,
    '        max_step_saves_to_keep: 10',
    '',
    '      logging:',
    '        log_every: 1',
    '        use_ui_logger: true # keeps the loss of every step in loss_log.db',
    '',
    ...datasetLines(answers, repeats),
    '',
    '      train:',
    '        batch_size: 1',
    `        steps: ${steps}`,
    '        train_unet: true',
    '        train_text_encoder: false',
    '        gradient_checkpointing: true',
    '        noise_scheduler: "flowmatch"',
    '        timestep_type: "weighted"',
    '        optimizer: "adamw8bit"',
    `        lr: ${advice.learningRate.best}`,
    '        dtype: bf16',
    ...(subject === 'edit' ? ['        cache_text_embeddings: true'] : []),
    '',
    ...modelLines(answers),
    '',
    ...sampleLines(answers, interval),
    '',
  ].join('\n');
}

function headline({ subject, checkpoint }: NewConfigAnswers): string {
  const kind = { character: 'A character LoRA', style: 'A style LoRA', edit: 'An edit LoRA' }[subject];
  return `${kind} for ${checkpoint.name}`;
}

function datasetLines({ folder, controlFolder }: NewConfigAnswers, repeats: number): readonly string[] {
  return [
    '      datasets:',
    `        - folder_path: ${text(folder)}`,
    ...(controlFolder === undefined
      ? []
      : [`          control_path: ${text(controlFolder)} # one image of the same name for each`]),
    ...(repeats === 1 ? [] : [`          num_repeats: ${repeats}`]),
    '          caption_ext: "txt"',
    '          cache_latents_to_disk: true',
    '          resolution: 1024',
  ];
}

function modelLines({ checkpoint, weights }: NewConfigAnswers): readonly string[] {
  return [
    '      model:',
    `        name_or_path: ${text(checkpoint.hubId)}`,
    `        arch: ${text(checkpoint.arch)}`,
    '        quantize: true',
    '        quantize_te: true',
    `        qtype: ${text(weights.qtype)}${weights.bits < 8 ? ' # with the adapter that recovers accuracy' : ''}`,
    '        qtype_te: "qfloat8"',
    '        low_vram: true',
    ...(qwenControlImages[checkpoint.arch].most > 1
      ? ['        model_kwargs:', '          match_target_res: true']
      : []),
  ];
}

function sampleLines(
  { subject, trigger, checkpoint, controlImage }: NewConfigAnswers,
  interval: number,
): readonly string[] {
  const { guidanceScale, sampleSteps } = modelFamilies.qwen;
  const prompts = scenes[subject].map((scene) => text(trigger === '' ? scene : `${trigger}, ${scene}`));
  const key = qwenControlImages[checkpoint.arch].sampleKey;
  return [
    '      sample:',
    '        sampler: "flowmatch"',
    `        sample_every: ${interval}`,
    '        width: 1024',
    '        height: 1024',
    ...(controlImage === undefined
      ? ['        prompts:', ...prompts.map((prompt) => `          - ${prompt}`)]
      : [
          '        samples:',
          ...prompts.flatMap((prompt) => [
            `          - prompt: ${prompt}`,
            `            ${key}: ${text(controlImage)}`,
          ]),
        ]),
    '        neg: ""',
    '        seed: 42',
    '        walk_seed: true',
    `        guidance_scale: ${guidanceScale.best}`,
    `        sample_steps: ${sampleSteps.best}`,
  ];
}

/** A double-quoted scalar: what JSON escapes, YAML reads the same. */
function text(value: string): string {
  return JSON.stringify(value);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
