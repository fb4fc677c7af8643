import {
  createTensorScan,
  headerLength,
  judgeLora,
  type LoraReport,
  parseSafetensorsHeader,
} from '../../core/comfyui/index';
import { blockModules } from '../../core/comfyui/lora/lora-keys';
import { safetensorsFile, type TestTensor } from './safetensors';

const widths: Readonly<Record<string, readonly [number, number]>> = {
  'img_mlp.net.0.proj': [1, 4],
  'txt_mlp.net.0.proj': [1, 4],
  'img_mlp.net.2': [4, 1],
  'txt_mlp.net.2': [4, 1],
  'img_mod.1': [1, 6],
  'txt_mod.1': [1, 6],
};

/** Tensors for each module of two small blocks. `make` gets the module's name and what it takes and gives. */
export function forEachModule(
  make: (module: string, input: number, output: number) => readonly TestTensor[],
  names: readonly string[] = blockModules,
  hidden = 64,
): readonly TestTensor[] {
  return [0, 1].flatMap((block) =>
    names.flatMap((name) => {
      const [input, output] = widths[name] ?? [1, 1];
      return make(`transformer_blocks.${block}.${name}`, input * hidden, output * hidden);
    }),
  );
}

/** Judges a file of these tensors, as it would be read from the disk with mode 0644. */
export function judgeTensors(
  tensors: readonly TestTensor[],
  metadata: Readonly<Record<string, string>> = {},
): LoraReport {
  const bytes = safetensorsFile(tensors, metadata);
  const length = headerLength(bytes.subarray(0, 8), bytes.length);
  if (typeof length === 'string') throw new Error(length);
  const header = parseSafetensorsHeader(bytes.toString('utf8', 8, 8 + length), length);
  if (typeof header === 'string') throw new Error(header);
  const values = new Map(
    header.tensors.map(({ name, dtype, start, end }) => {
      const scan = createTensorScan(dtype);
      scan.push(bytes.subarray(header.dataStart + start, header.dataStart + end));
      return [name, scan.values()] as const;
    }),
  );
  return judgeLora({
    file: 'x.safetensors',
    size: bytes.length,
    mode: 0o644,
    header,
    values,
    sameAs: undefined,
  });
}
