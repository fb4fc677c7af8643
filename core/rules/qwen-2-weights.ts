import { isText } from '../syntax/config-node';
import { sinceQwen2 } from '../toolkit/versions';
import type { DiskRule } from './rule';

const int8 = ['models', 'diffusion_models', 'qwen_image_2.1_int8_convrot.safetensors'] as const;
const full = ['models', 'diffusion_models', 'qwen_image_2.1_bf16.safetensors'] as const;

/** toolkit/models/v2/resolver.py: any listed file below the models folder wins over a download. */
export const qwen2Weights: DiskRule = {
  code: 'qwen-2-weights',
  severity: 'warning',
  summary:
    'Only the int8 file of Qwen-Image-2.1 is in the models folder, and the config asks for more precision.',
  claims: [{ where: 'load', what: 'fails', seen: 'source' }],
  versions: sinceQwen2,

  async *checkDisk(config, context, probe) {
    for (const process of config.trainers) {
      const name = process.text('model.name_or_path');
      if (process.arch !== 'qwen_image_2' || !name) continue;
      if (!/^(?:Comfy-Org|Qwen)\/Qwen-Image-2\.1$/i.test(name.value)) continue;
      if (
        process.node('model.model_kwargs.use_comfy_weights') ||
        context.variable?.('MODELS_PATH') !== undefined
      )
        continue;
      const quantized = process.truthy('model.quantize');
      const qtype = process.node('model.qtype');
      if (quantized && isText(qtype) && /^convrot/.test(qtype.value)) continue;
      const has = async (path: readonly string[]) => probe.stat(probe.join(...path));
      const [small, large] = [await has(int8), await has(full)];
      if (small === undefined || small === 'absent' || large !== 'absent') continue;
      const wanted = quantized ? "this 'qtype'" : 'full precision';
      const entry = process.entry(quantized && qtype ? 'model.qtype' : 'model.name_or_path');
      yield {
        span: entry?.value.span ?? name.span,
        message: `'${probe.join(...int8)}' is the only file of Qwen-Image-2.1 in the models folder. ai-toolkit uses it instead of downloading the 16-bit file, so ${wanted} starts from 8-bit weights. Write 'qtype: convrot8' with 'quantize: true', or 'model_kwargs: {use_comfy_weights: false}'.`,
      };
    }
  },
};
