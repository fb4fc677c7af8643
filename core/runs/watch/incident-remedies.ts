/** A change of one value below `config.process[0]`, as `train.lr`. */
export interface ValueChange {
  readonly key: string;
  readonly value: string | number | boolean;
}

/** What helps against an incident. Without `changes` it is advice. */
export interface Remedy {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly changes: readonly ValueChange[];
}

/** What the remedies depend on, as the run's config has it. */
export interface RemedyFacts {
  readonly learningRate: number | undefined;
  readonly trainTextEncoder: boolean;
  readonly quantize: boolean;
  readonly cacheLatentsToDisk: boolean;
  readonly cacheTextEmbeddings: boolean;
  readonly lowVram: boolean;
}

/** The guide's section 11 for unstable training, in its order. */
export function unstableRemedies(facts: RemedyFacts): readonly Remedy[] {
  const lower =
    facts.learningRate === undefined ? undefined : Number((facts.learningRate / 2).toPrecision(2));
  return [
    ...(facts.trainTextEncoder
      ? [
          change(
            'text-encoder',
            'Set train_text_encoder: false',
            'The guide calls it critical. Only CLIP text encoders get LoRA weights in ai-toolkit, so nothing is lost.',
            ['train.train_text_encoder', false],
          ),
        ]
      : []),
    ...(lower === undefined
      ? []
      : [
          change(
            'learning-rate',
            `Lower lr to ${lower}`,
            'Half of the current learning rate. The next start uses it.',
            ['train.lr', lower],
          ),
        ]),
    advice(
      'batch',
      'Check batch_size and the images of that step',
      'A batch of 1 makes the loss noisier. A damaged image or a wrong caption gives a spike each time its turn comes.',
    ),
  ];
}

/** What helps against a loss that is not a number: those of unstable training, and where to resume. */
export function notANumberRemedies(facts: RemedyFacts, goodStep: number | undefined): readonly Remedy[] {
  const resume =
    goodStep === undefined
      ? 'No checkpoint was saved before. Start again in a new job folder.'
      : `Stop the training, delete the checkpoints after step ${goodStep}, then start again.`;
  return [advice('resume', 'Do not use what was saved since', resume), ...unstableRemedies(facts)];
}

/** The guide's section 11 for memory in its order, with what the guide has wrong, then what it lacks. */
export function memoryRemedies(facts: RemedyFacts): readonly Remedy[] {
  return [
    ...(facts.quantize
      ? []
      : [
          change(
            'quantize',
            'Quantize the model to 8 bit',
            'Sets quantize: true and qtype: qfloat8. The model takes half the memory. The guide writes quantize_dtype, which ai-toolkit does not read.',
            ['model.quantize', true],
            ['model.qtype', 'qfloat8'],
          ),
        ]),
    ...(facts.cacheLatentsToDisk
      ? []
      : [
          advice(
            'cache-latents',
            'Set cache_latents_to_disk: true',
            'In each dataset. The VAE then leaves the GPU.',
          ),
        ]),
    advice(
      'accumulation',
      'Fewer gradient_accumulation_steps save no memory',
      'The guide recommends 2. ai-toolkit processes the batches one after another, so the number does not matter for memory.',
    ),
    advice(
      'four-bit',
      'Use 3 or 4 bit with the matching recovery adapter',
      'The last resort of the guide. The quick fixes of model.qtype in the editor name the adapter.',
    ),
    ...(facts.cacheTextEmbeddings
      ? []
      : [
          change(
            'cache-embeddings',
            'Set cache_text_embeddings: true',
            'The text encoder then leaves the GPU after the captions are encoded. The guide does not mention it.',
            ['train.cache_text_embeddings', true],
          ),
        ]),
    ...(facts.lowVram
      ? []
      : [
          change(
            'low-vram',
            'Set low_vram: true',
            'Loading uses less memory. The guide does not mention it.',
            ['model.low_vram', true],
          ),
        ]),
    advice(
      'resolution',
      'Train at a smaller resolution',
      'Memory for activations grows with the number of pixels.',
    ),
  ];
}

function change(
  id: string,
  label: string,
  detail: string,
  ...changes: readonly (readonly [string, string | number | boolean])[]
): Remedy {
  return { id, label, detail, changes: changes.map(([key, value]) => ({ key, value })) };
}

function advice(id: string, label: string, detail: string): Remedy {
  return { id, label, detail, changes: [] };
}
